// Words of customers, imports, stores and skills. English has the same keys (checked by the compiler).
export const zh = {
  customers: {
    title: '客户', sub: '客户档案、联系人与业务记录；谁负责、还缺什么。', create: '新建客户', importFile: '导入文件', name: '客户名称', nameHint: '名称开头', code: '客户编号', phone: '电话', phoneHint: '完整号码或末 4 位以上', owner: '负责坐席', unowned: '无人负责', unit: '门店或部门', segment: '客户类别', missing: '缺少', contacts: '联系人', created: '录入时间', select: '选择', selectOne: '选择 {{name}}', selectAll: '选择本页全部',
    empty: '没有符合条件的客户', emptyText: '放宽条件再查，或导入客户文件。', segments: { member: '会员', vip: '贵宾', prospect: '潜在客户', churned: '流失客户', none: '未分类' }, any: '不限', filters: '查找客户',
    created_ok: '客户已建立', createTitle: '新建客户', contactName: '联系人姓名', optionalContact: '第一位联系人',
    figures: '档案完整情况', figuresTotal: '客户', figuresComplete: '完整', figuresMissing: '缺少的资料（点击查看）', figuresLate: '逾期情况', figuresNone: '没有缺少的资料', lateNone: '没有逾期', figuresScope: '按所选门店与负责坐席统计',
    field: { contact: '联系人', address: '地址', segment: '类别', unit: '门店或部门', owner: '负责坐席', sex: '性别', birthday: '生日', language: '语言', convenient: '方便时间', notes: '备注' },
    late: { filed: '签约 3 天后才建档', entered: '建档 24 小时后才录入', personal: '建档 30 天后个人资料才补全或仍缺' },
  },
  reassign: {
    open: '改派', selected: '已选 {{n}} 个', clear: '取消选择', all: '按当前条件改派', allOff: '按名称、编号、电话或缺少资料查找时，请勾选客户再改派。', title: '改派客户', whatSelected: '改派所选的 {{n}} 个客户。', whatFilter: '改派所有符合条件的客户：{{what}}。', everything: '全部客户', agents: '改派给', agentsHint: '选一位则全部归他；选几位则分配。', noAgents: '没有启用的坐席', spread: '分配方式', even: '数量平均', weighted: '按技能等级与语言加权', sure: '我确认改派，原负责人将不再负责这些客户', confirm: '改派', chooseAgent: '请至少选一位坐席。', chooseSure: '请先确认。',
    done: '改派完成', got: '分到', unassigned: '{{n}} 个客户没有改派：所选坐席都不会他们的语言。', agent: '坐席', result: '改派结果',
  },
  customer: {
    edit: '编辑', saved: '已保存', notFound: '没有这个客户', basics: '基本资料', address: '地址', switchboard: '总机', region: '地区', signedOn: '签约日期', expiresOn: '到期日期', filedAt: '建档时间', notes: '备注', fields: '其他资料', noContacts: '还没有联系人', noContactsText: '添加联系人与号码后才能回访。', addContact: '添加联系人', editContact: '编辑联系人', removeContact: '删除联系人', removeTitle: '删除联系人“{{name}}”？', removeText: '他的号码将不再回访；历史通话保留。', removed: '联系人已删除', contactSaved: '联系人已保存',
    events: '业务记录', noEvents: '没有业务记录', noEventsText: '可从“导入”上传服务、购买或项目记录。', at: '时间', kind: '类型', what: '内容', amount: '金额', number: '单号', attempts: '以往联系', noAttempts: '还没有联系过', missing: '还缺：{{what}}', late: '逾期：{{what}}', title: '职务', email: '邮箱', sex: '性别', sexes: { m: '男', f: '女' }, birthday: '生日', language: '语言', languages: { mandarin: '普通话', cantonese: '粤语' }, convenient: '方便时间', convenientHint: '不填表示任何时间都方便；只会缩小活动的呼叫时段。', campaignZone: '与活动相同', anyTime: '任何时间',
    numbers: '号码（按此顺序拨）', numberLabel: '说明', bads: { ok: '可用', vacant: '空号', wrong_number: '号码有误' }, addNumber: '添加号码', removeNumber: '移除号码 {{n}}', up: '上移号码 {{n}}', key: '名称', value: '内容', addPair: '添加一项', removePair: '移除“{{name}}”', keyOf: '第 {{n}} 项名称', valueOf: '第 {{n}} 项内容', unknown: '未知', noteKeys: { hobbies: '爱好', family: '家庭情况', note: '备注' }, nobody: '无人', noUnit: '不属于门店', numberOf: '号码 {{n}}', labelOf: '号码 {{n}} 的说明', badOf: '号码 {{n}} 的状态',
    conflict: '别人刚改过这份档案', conflictText: '您改动的这几项，现在的内容如下。其他项不受影响。', field: '项目', theirs: '现在的内容', mine: '您的修改', keepMine: '仍保存我的修改', takeTheirs: '放弃我的修改，载入最新', conflictContact: '别人刚改过这份档案。再次保存会以您的内容为准。', allCalls: '查找这个号码的通话',
  },
  imports: {
    title: '导入', sub: '上传客户或业务记录文件，对应各列，再开始导入；重复上传不会重复录入。', upload: '上传文件', kind: '内容', kinds: { customers: '客户', events: '业务记录' }, kindHint: { customers: '每行一个客户：需有名称列与电话列。', events: '每行一条服务、购买或项目记录：需有时间列，以及客户编号或电话列。' }, drop: '把 CSV 或 XLSX 拖到这里，或点此选择文件', formats: 'CSV（UTF-8、UTF-16、GB18030）或 XLSX，第一行为列名。', start: '上传并预览', list: '导入记录', empty: '还没有导入', emptyText: '上传一份文件开始。', file: '文件', state: '状态', rows: '行数', result: '结果', at: '上传时间', by: '上传人',
    states: { uploaded: '待对应列', queued: '排队中', running: '导入中', done: '已完成', failed: '失败', cancelled: '已取消' }, counts: '新增 {{added}}，更新 {{updated}}，跳过 {{skipped}}，拒绝 {{refused}}',
    mapping: '各列对应什么', mappingText: '每一列选一个含义。“保留”会以列名存入其他资料，“忽略”不导入。', remembered: '已套用您上次对相同列名的选择，请核对。', proposed: '已按列名自动对应，请核对。', column: '列', meaning: '含义', meaningOf: '“{{name}}”列的含义', sample: '示例', extra: '保留（其他资料）', ignore: '忽略', preview: '前 {{n}} 行预览', required: '必填项还没有对应：{{what}}', phoneOrCode: '客户编号或电话至少要对应一列', onDuplicate: '已经有的客户或记录', skip: '跳过，保持原样', update: '用文件里的内容更新', eventKind: '业务类型（没有类型列的行）', eventKindHint: '小写字母、数字与下划线，例如 sale、repair', saveMapping: '保存对应', begin: '开始导入', saved: '对应已保存，下次相同列名自动套用', started: '已开始导入',
    progress: '进度', running: '正在导入，可以离开本页。', percent: '{{n}}%', cancel: '取消导入', cancelTitle: '取消导入？', cancelText: '已经录入的行会保留，其余不再导入。可以再次上传同一文件继续。', cancelled: '导入已取消', failed: '导入失败', failedText: '之前录入的行已保留；改好文件后再次上传即可。', doneTitle: '导入完成', viewCustomers: '查看客户', again: '导入另一个文件', facts: '文件', encoding: '编码', sheet: '工作表', added: '新增', updated: '更新', skipped: '已有，跳过', refused: '拒绝',
  },
  units: {
    title: '门店与部门', sub: '客户与配额按门店或部门划分。', add: '新建', name: '名称', kind: '种类', kinds: { store: '门店', department: '部门' }, size: '规模', sizes: { small: '小店', big: '大店' }, sizeHint: '大小店按周轮换抽访。', region: '地区', active: '启用', on: '启用', off: '停用', empty: '还没有门店或部门', emptyText: '新建后，客户与计划才能按门店划分。', editTitle: '编辑“{{name}}”', addTitle: '新建门店或部门', edit: '编辑', remove: '删除', removeTitle: '删除“{{name}}”？', removeText: '只有没有客户、记录与计划的门店才能删除；否则请停用。', saved: '已保存', removed: '已删除', activeHint: '停用后不再用于新客户与新计划。', customers: '客户',
  },
  skills: {
    title: '坐席技能', sub: '语言与受训的回访类型；等级高的分到更多。', agent: '坐席', skills: '技能', edit: '编辑', none: '未设置', empty: '没有启用的坐席', emptyText: '先在“用户”里添加坐席。', editTitle: '{{name}} 的技能', skill: '技能', skillHint: '普通话、粤语，或回访类型代码', level: '等级', trainedOn: '受训日期', add: '添加技能', remove: '移除技能 {{n}}', saved: '已保存', names: { mandarin: '普通话', cantonese: '粤语' }, levelText: '{{skill}} {{level}} 级', filter: '只看会', skillOf: '技能 {{n}}', levelOf: '技能 {{n}} 的等级', trainedOf: '技能 {{n}} 的受训日期', hint: '不填技能的坐席视为等级 1。',
  },
  problem: {
    code_taken: '这个客户编号已有人用。', name_taken: '这个名称已经有了。', in_use: '还有数据在用，不能删除。',
  },
  fieldProblem: {
    code_taken: '这个客户编号已有人用', name_taken: '这个名称已经有了', owner_unknown: '坐席不存在或已停用', unit_unknown: '门店或部门不存在', skill_unknown: '不是语言，也不是回访类型', not_found: '找不到', mapping_length: '列数与文件不符', field_unknown: '没有这个含义', field_twice: '两列对应了同一个含义', field_required: '有必填项没有对应的列',
    file_unpacks_too_large: '解压后太大，请拆分', file_encrypted: '文件有密码，请去掉密码', file_broken: '文件损坏', file_is_xlsb: '这是 XLSB 文件，请另存为 XLSX', file_gone: '文件已不在，请重新上传',
  },
  rowProblem: {
    value_missing: '必填内容为空', value_bad: '内容格式有误', value_unknown: '没有这个名称', formula: '含公式，请改为数值', cell_error: '单元格显示错误值', phone_ambiguous: '多位客户有这个号码，请用客户编号', phone_of_other_customer: '号码属于另一位客户',
  },
}

export type CustomersMessages = typeof zh
