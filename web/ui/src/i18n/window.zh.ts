// Words of the calling window's editor and of the calendar. English has the same keys (checked by the compiler).
export const zh = {
  window: {
    preset: '从行业模板开始', ownHours: '自定义时段', presetHint: '只换时段、季节与节假日；时区与特殊日期不变。', presetTaken: '已换成模板的时段。', undo: '撤销',
    holidays: '公休日', holiday: { closed: '公休日不呼叫（调休上班日算工作日）', open: '公休日照常（调休上班日算工作日）', ignore: '不看公休日，只看星期几' }, whose: '公休日历', cn: '中国大陆', toCalendar: '查看或修改日历',
    seasons: '季节', seasonsHint: '时段随季节不同时添加，例如夏季与冬季。可以跨年。', addSeason: '添加季节', season: '季节', seasonName: '季节名称', summer: '夏季', winter: '冬季', seasonFrom: '从（月、日）', seasonTo: '到（含）', month: '月', day: '日', monthOf: '{{what}}：月', dayOf: '{{what}}：日', removeSeason: '删除“{{name}}”及其时段', wholeYear: '全年', seasonOther: '季节',
    intervals: '时段', exceptions: '特殊日期', exceptionsHint: '只对这一天有效，优先于公休日与每周时段。', addException: '添加特殊日期', date: '日期', dayClosed: '全天不呼叫', dayOpen: '按下列时间', addSpan: '再加一段', removeSpan: '删除这一段', removeException: '删除 {{date}}', rule: '这一天',
    preview: '今后两周', previewWait: '正在计算…', previewWrong: '改好上面标出的问题后，这里显示今后两周的时段。', openNow: '现在可以呼叫，到 {{until}}', closedNow: '现在不可以呼叫，{{next}} 开放', never: '不会再开放', weekdayCol: '星期', hours: '可呼叫时间', why: '说明', byClock: '按 {{zone}} 的钟点',
    closed: { exception: '特殊日期，不呼叫', holiday: '公休日', season: '这个季节没有时段', weekend: '周末，没有时段', weekday: '这一天没有时段' }, madeUp: '调休上班，按{{day}}算', special: '特殊日期',
    yearUnknown: '{{year}} 年的放假安排还没有公布或录入', yearUnknownText: '只按法律固定日期的假日（元旦、五一、国庆）处理，其余日子按星期几算，没有调休。公布后请在日历里录入。',
  },
  calendar: {
    title: '日历', sub: '公休日与调休上班日，对所有按公休日安排呼叫的活动立即生效。', prev: '上一年', next: '下一年', known: '放假安排已收录', entered: '放假安排由人工录入完毕', unknown: '{{year}} 年的放假安排还没有公布或录入', unknownText: '现在只有法律固定日期的假日（元旦、五一、国庆）和您录入的日子算公休日；其余日子按星期几算。国务院办公厅一般在上一年 11 月前后公布，公布后请逐段录入，再点“已录入完毕”。',
    markKnown: '已录入完毕', markUnknown: '撤回“已录入完毕”', marked: '{{year}} 年已标为录入完毕', unmarked: '已撤回', monthTitle: '{{year}} 年 {{month}} 月', off: '休', work: '班', edited: '改', legend: '图例', legendOff: '公休日', legendWork: '调休上班日', legendEdited: '人工录入或修改', keys: '方向键移动，PageUp/PageDown 换月，回车录入或修改。',
    list: '全年安排', empty: '这一年没有公休日', day: '日期', kind: '类别', name: '名称', asDay: '算作', source: '来源', delivered: '随程序提供', byHand: '人工录入', isHoliday: '公休日：{{name}}', isWorkday: '调休上班：{{name}}', isEdited: '人工录入', isWeekend: '周末', isPlain: '工作日', today: '今天',
    edit: '修改', nowIs: '现在是：{{what}}', kinds: { holiday: '公休日', workday: '上班（调休，或取消公休）' }, nameHint: '例如：春节', until: '到（含），连续放假时填写', swaps: '替哪一天上班', swapsHint: '公告写明时填写，当天按那一天的星期算；不填按周一算（更严）。', save: '保存', saved: '{{what}} 已录入', restored: '{{date}} 已恢复', restoreTitle: '删除 {{date}} 的录入？', restoreText: '这一天将恢复为：{{what}}。运行中的活动立即按此呼叫。', effect: '运行中的活动立即按此呼叫。改动会记入审计。', undo: '撤销', undone: '已撤销', days: '{{n}} 天', tooLong: '一次最多 31 天', untilBefore: '结束日期早于开始日期',
  },
  fieldProblem: {
    season_unknown: '没有这个季节', season_name_missing: '请填写季节名称', season_name_bad: '季节名称太长或含无法显示的字符', season_duplicate: '季节名称重复', too_many_seasons: '季节太多', month_day_bad: '没有这一天', holidays_bad: '请选择公休日的处理方式', calendar_missing: '请选择公休日历', calendar_unknown: '没有这个日历', date_bad: '没有这个日期', exception_duplicate: '这个日期已有一条', exception_empty: '请填写时间，或选“全天不呼叫”', exception_closed_and_open: '不呼叫的日子不能有时间', too_many_exceptions: '特殊日期太多', too_many_zones: '时区太多',
    kind_bad: '请选择类别', swaps_bad: '只有周末上班才能填，且应是周一到周五的某天', swaps_far: '与上班日相隔太远', swaps_taken: '已有另一天替它上班', year_out_of_range: '年份超出范围', year_empty: '请先录入这一年的放假安排', name_missing: '请填写名称', name_bad: '名称太长或含无法显示的字符', workday_already: '这一天本来就是工作日',
  },
}

export type WindowMessages = typeof zh
