package spoken

import "context"

// Part is a sentence in one language.
type Part struct{ Language, Text string }

// Announcement is what a carrier plays before the answer: its parts one after the other.
type Announcement struct {
	Meaning string // as package announcement names it
	Name    string // of the shipped file, without suffix and without the voice
	Parts   []Part
}

func zh(text string) Part  { return Part{Mandarin, text} }
func yue(text string) Part { return Part{Cantonese, text} }
func en(text string) Part  { return Part{English, text} }

// Announcements are the usual ones of carriers of China and Hong Kong.
var Announcements = []Announcement{
	{"powered_off", "dialed-phone", []Part{zh("您好，您拨打的电话已关机，请稍后再拨。"), en("Sorry, the subscriber you dialed is powered off, please redial later.")}},
	{"powered_off", "user", []Part{zh("对不起，您所拨打的用户已关机。"), en("Sorry, the phone you dialed is turned off.")}},
	{"powered_off", "hongkong", []Part{yue("你所打嘅電話已經關機，請你遲啲再打過嚟。"), en("The telephone you have called is switched off, please try again later.")}},

	{"suspended", "dialed-phone", []Part{zh("对不起，您拨打的电话已停机。"), en("Sorry, the subscriber you dialed is out of service.")}},
	{"suspended", "service", []Part{zh("您拨打的用户已暂停服务。"), en("Sorry, service to this number has been suspended.")}},
	{"suspended", "hongkong", []Part{yue("你所打嘅電話號碼已經暫停服務。"), en("The telephone number you have called has been temporarily suspended.")}},

	{"vacant", "dialed-number", []Part{zh("对不起，您拨打的号码是空号，请核对后再拨。"), en("Sorry, the number you dialed does not exist, please check it and dial later.")}},
	{"vacant", "no-such", []Part{zh("您拨打的号码不存在，请查证后再拨。"), en("The number you have called is invalid, please check the number and call again.")}},
	{"vacant", "hongkong", []Part{yue("你所打嘅電話號碼並未有用戶登記，請查證後再打過。"), en("The number you have dialed has not been assigned to any customer.")}},

	{"busy", "dialed-phone", []Part{zh("您好，您拨打的电话正在通话中，请稍后再拨。"), en("Sorry, the subscriber you dialed is busy now, please redial later.")}},
	{"busy", "user", []Part{zh("您拨打的用户正忙，请稍后再拨。"), en("The line is engaged, please try again in a few minutes.")}},
	{"busy", "hongkong", []Part{yue("你所打嘅用戶正在通話當中，請你稍後再打嚟。"), en("The person you have called is on another line, please call again later.")}},

	{"unreachable", "dialed-phone", []Part{zh("对不起，您拨打的电话暂时无法接通，请稍后再拨。"), en("Sorry, the subscriber you dialed can not be connected for the moment, please redial later.")}},
	{"unreachable", "area", []Part{zh("您拨打的用户不在服务区，请稍后再拨。"), en("The subscriber you dialed is not in the service area, please redial later.")}},
	{"unreachable", "hongkong", []Part{yue("你所打嘅電話暫時未能接通，請稍後再打嚟。"), en("The telephone number you have called is not reachable at the moment, please try again later.")}},

	{"no_answer", "dialed-phone", []Part{zh("对不起，您拨打的电话暂时无人接听，请稍后再拨。"), en("Sorry, the subscriber you dialed does not answer for the moment, please redial later.")}},
	{"no_answer", "hongkong", []Part{yue("你所打嘅電話暫時冇人接聽，請稍後再打嚟。"), en("There is no answer from the number you have called, please try again later.")}},

	{"call_waiting", "dialed-phone", []Part{zh("您好，请不要挂机，您拨打的电话正在通话中。"), en("Please hold on, the subscriber you dialed is busy now.")}},
	{"call_waiting", "hongkong", []Part{yue("請唔好收線，你所打嘅用戶正在通話當中。"), en("Please stay on the line, the person you have called is on another line.")}},

	{"voicemail", "mailbox", []Part{zh("您好，这里是语音信箱，请在提示音后留言，留言结束请挂机。"), en("Please leave a message after the tone. When you have finished, hang up.")}},
	{"voicemail", "not-available", []Part{zh("您拨打的用户暂时无法接听您的电话，请在滴声后留言。"), en("The person you are calling is not available, please leave your message after the beep.")}},
	{"voicemail", "hongkong", []Part{yue("用戶而家未能接聽你嘅電話，請喺訊號聲之後留低口訊。"), en("Your call has been forwarded to voice mail. Please record your message.")}},

	{"other", "forwarded", []Part{zh("您拨打的电话已设置呼叫转移，正在为您转接，请稍候。"), en("Your call is being forwarded, please hold.")}},
	{"other", "connecting", []Part{zh("您的电话正在接通，请稍候。"), en("Your call is being connected, please wait.")}},
}

// Say speaks the parts with pauses between them, each in the voice's language of its own.
func (a Announcement) Say(ctx context.Context, s *Speaker, v Voice) ([]int16, error) {
	return s.SayParts(ctx, v, a.Parts)
}

// SayParts speaks sentences one after the other, half a second apart.
func (s *Speaker) SayParts(ctx context.Context, v Voice, parts []Part) ([]int16, error) {
	var out []int16
	for i, part := range parts {
		v.Language = part.Language
		samples, err := s.Say(ctx, v, part.Text)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, make([]int16, Rate/2)...)
		}
		out = append(out, samples...)
	}
	return out, nil
}

// OtherSpeech is what may be heard while it rings and means nothing to the dialer: greetings, menus, advertisements between
// music, and sentences that begin as announcements do.
var OtherSpeech = []Part{
	zh("喂，你好，请问您找哪位？"), zh("您好，这里是海信电视售后服务中心，请问有什么可以帮您？"),
	zh("欢迎致电本公司，查询业务请按一，投诉建议请按二，人工服务请按零。"), zh("您好，欢迎您拨打本公司客户服务热线，我们将竭诚为您服务。"),
	zh("这首好听的彩铃是由某某音乐提供，复制请按星号键。"), zh("感谢您的来电，本次通话可能会被录音，请您放心。"),
	zh("今天天气晴朗，最高气温二十五度，最低气温十二度，请注意增减衣物。"), zh("各位乘客请注意，开往广州的列车马上就要进站了。"),
	zh("您拨打的电话是私人电话，如有急事请发送短信。"), zh("您拨打的分机号码有误，请重新输入，查号请按零。"),
	zh("您拨打的用户已开通来电提醒业务，我们会用短信通知他。"), zh("您的话费余额不足十元，请您及时充值，谢谢。"),
	zh("请稍后，正在为您转接人工坐席，当前排队人数较多。"), zh("你好，我是小王，我现在不方便接电话，一会儿给你打回去。"),
	zh("新年快乐，祝您身体健康，万事如意，阖家幸福。"), zh("我的手机刚才关了一会儿，现在已经打开了，你说吧。"),
	zh("王师傅明天上午九点到您家安装空调，请您在家等候。"), zh("春天来了，花儿开了，小鸟在树上唱歌，孩子们在公园里玩。"),
	zh("您拨打的号码已更改，新的号码将以短信告知。"), zh("您拨打的电话已转接至秘书台，请不要挂断。"), zh("请稍后再拨，或者在工作日的上午九点以后来电。"),
	yue("你所打嘅電話已經轉駁到秘書台，請等一等。"), en("The number you have dialed has been changed. The new number is five five five."),
	yue("喂，你好，請問你搵邊位？"), yue("多謝你致電我哋公司，廣東話請按一，英文請按二。"),
	yue("你好，呢度係客戶服務中心，有咩可以幫到你？"), yue("今日天氣好好，不如我哋去飲茶啦。"),
	yue("所有客戶服務員正在忙緊，請你等一陣。"), yue("我而家開緊會，一陣間再打返俾你。"),
	yue("下一站係中環，乘客請小心車門。"), yue("你所打嘅分機號碼唔正確，請重新輸入。"),
	yue("呢個係私人電話，如果有急事請發短訊。"), yue("祝你生日快樂，身體健康，年年有今日。"),
	en("Hello, this is John speaking, how can I help you?"), en("Thank you for calling, your call is important to us, please stay with us."),
	en("Press one for sales, two for support, or zero to speak to an operator."), en("Welcome to customer service. This call may be recorded for quality purposes."),
	en("Hi there, I am just about to leave the house, can you call me tomorrow morning?"), en("The weather today will be sunny with a light breeze from the south."),
	en("The extension you have entered is not valid, please enter it again."), en("The office you have called is closed today, it opens on Monday at nine."),
	en("Sorry, I did not understand what you said, could you say that once more?"), en("The subscriber has asked us to play this song for you, enjoy it."),
	en("Good morning, you have reached the front desk of the grand hotel."), en("My phone was switched off all day, I only saw your message now."),
}

// UnseenSpeech is more of it, which neither the library nor the choice of its limits has seen; some begin or end as announcements do.
var UnseenSpeech = []Part{
	zh("您好，欢迎致电中国银行信用卡中心，请输入您的卡号，按井号键结束。"), zh("您拨打的用户设置了免打扰，您可以发送短信与他联系。"), zh("您拨打的号码前面请加零，或者加拨区号。"),
	zh("本次通话由快递员发起，请您放心接听，谢谢。"), zh("月亮代表我的心，轻轻的一个吻，已经打动我的心。"), zh("喂，妈，我到家了，你吃饭了没有？"),
	zh("您的包裹已经送到小区门口，请您下楼来取一下。"), zh("请稍后，您拨打的电话正在连接话务员。"), zh("用户您好，您本月的流量已经使用了百分之八十。"),
	zh("对不起，您没有足够的权限进行此项操作。"), yue("多謝你打嚟，我哋嘅辦公時間係星期一至五。"), yue("你所打嘅電話正在轉駁，請稍等。"),
	yue("喂，阿媽，我今晚唔返嚟食飯喇。"), yue("呢首歌係送俾你嘅，希望你鍾意。"), yue("請稍後再打嚟，或者留意我哋嘅網頁。"),
	en("The party you are trying to reach has a private number."), en("Thank you for calling the bank. For your balance, press one."),
	en("Sorry I am late, the traffic was terrible this morning."), en("Please try again later, or visit our web site."), en("The telephone number you have called belongs to a taxi company."),
}

// Training are the sentences that the front end of the recogniser is computed from: none of them is an announcement.
var Training = []Part{
	zh("中国的首都是北京，上海是最大的城市。"), zh("他每天早上六点起床，然后去跑步和吃饭。"), zh("图书馆里有很多关于历史和科学的书。"),
	zh("昨天晚上下了一场大雨，路上都是水。"), zh("我妈妈喜欢做菜，尤其是红烧肉和鱼汤。"), zh("学生们正在准备下个月的期末考试。"),
	zh("这个问题非常复杂，需要大家一起讨论。"), zh("火车从山洞里穿过，窗外是绿色的田野。"), zh("请把这封信寄给住在四川的朋友。"),
	zh("小猫追着蝴蝶跑，弟弟在旁边哈哈大笑。"), zh("经理说会议改到星期五下午三点举行。"), zh("空气质量不好，出门最好戴口罩。"),
	zh("八百标兵奔北坡，炮兵并排北边跑。"), zh("吃葡萄不吐葡萄皮，不吃葡萄倒吐葡萄皮。"), zh("四是四，十是十，十四是十四，四十是四十。"),
	yue("香港係一個好繁忙嘅城市，有好多高樓大廈。"), yue("佢每日搭地鐵返工，夜晚先返屋企。"), yue("今晚我哋去邊度食飯好呢？"),
	yue("呢間鋪頭嘅嘢又平又靚。"), yue("爸爸鍾意睇波，媽媽鍾意睇電視劇。"), yue("學校下個禮拜開始放暑假。"),
	yue("入實驗室撳緊急掣。"), yue("海邊有好多人游水同埋曬太陽。"), yue("醫生話佢要多啲休息，唔好熬夜。"),
	en("The quick brown fox jumps over the lazy dog near the river bank."), en("She sells sea shells by the sea shore every summer."),
	en("Many children enjoy reading stories about dragons and kings."), en("Our train leaves the station at half past seven in the evening."),
	en("A good cup of coffee makes the morning much better."), en("He measured the height of the tower with a long rope."),
	en("Farmers grow wheat, corn and vegetables in this valley."), en("The museum was built nearly two hundred years ago."),
	en("Who would have thought that the judge could be wrong?"), en("Yesterday the boys played football behind the church."),
}

// Persons are greetings of people who answer, and what they say when nobody speaks: the second part follows after a pause.
var Persons = [][]Part{
	{zh("喂？"), zh("喂，听得到吗？")}, {zh("喂，你好。"), zh("请讲。")}, {zh("你好，请问哪位？"), zh("喂？")}, {zh("您好，您是哪里？"), zh("喂，你好？")},
	{zh("喂，谁呀？"), zh("怎么不说话？")}, {zh("喂，我在开车，你快说吧。"), zh("喂？")}, {zh("您好，这里是海信电视售后服务中心，请问有什么可以帮您？"), zh("您好，请讲。")},
	{zh("你好，我是王小明，请问有什么事吗？"), zh("喂，你好？")}, {zh("喂，等一下啊，我先把门关上，好了，你说。"), zh("喂？")},
	{zh("您拨打的电话是财务部，我是小李，请问您找哪一位？"), zh("您好？")},
	{yue("喂？"), yue("喂，聽唔聽到呀？")}, {yue("喂，邊位呀？"), yue("喂？")}, {yue("你好，請問搵邊位？"), yue("喂，講嘢呀。")}, {yue("喂，你好，我係陳生。"), yue("喂？")},
	{en("Hello?"), en("Hello, is anybody there?")}, {en("Hello, who is this?"), en("Hello?")}, {en("Hi, this is Mary speaking."), en("Hello?")}, {en("Yes?"), en("Who is calling please?")},
	{en("Good morning, grand hotel, how may I help you?"), en("Hello, can you hear me?")},
}

// Mailboxes are greetings that people have recorded for their answering machines; the carriers' are Announcements.
var Mailboxes = [][]Part{
	{zh("你好，我是小王，我现在不能接电话，请在提示音后留言，我会尽快给您回电话。")}, {zh("我现在不在家，请留下您的姓名和电话号码。")},
	{zh("您好，欢迎致电本公司，现在是非工作时间，请留言，我们会在上班后与您联系。")},
	{yue("你好，我而家唔方便聽電話，請留低口訊，我會盡快覆你。")},
	{en("Hi, you have reached the Smith family. We can not come to the phone right now, please leave your name and number.")},
	{en("This is Peter. I am away from my desk, leave me a message and I will call you back.")},
}

// ShippedVoices are those of configs/announcements.
var ShippedVoices = []struct {
	Name string
	Voice
}{{"man", Voice{WPM: 170}}, {"woman", Voice{Variant: "f1", WPM: 170}}}

// CarrierSounds are the files of the simulated carrier (configs/asterisk/carrier/sounds).
var CarrierSounds = []struct {
	Name  string
	Parts []Part
}{
	{"hello", []Part{zh("喂，您好。哪位？我在听，请讲。")}},
	{"powered-off", []Part{zh("您好，您拨打的电话已关机，请稍后再拨。")}},
	{"early-powered-off", []Part{zh("您好，您拨打的电话已关机，请稍后再拨。"), en("Sorry, the subscriber you dialed is powered off, please redial later.")}},
	{"early-suspended", []Part{zh("对不起，您拨打的电话已停机。"), en("Sorry, the subscriber you dialed is out of service.")}},
	{"early-vacant", []Part{zh("对不起，您拨打的号码是空号，请核对后再拨。"), en("Sorry, the number you dialed does not exist, please check it and dial later.")}},
	{"early-busy", []Part{zh("您好，您拨打的电话正在通话中，请稍后再拨。"), en("Sorry, the subscriber you dialed is busy now, please redial later.")}},
	{"early-unreachable", []Part{yue("你所打嘅電話暫時未能接通，請稍後再打嚟。"), en("The telephone number you have called is not reachable at the moment, please try again later.")}},
	{"early-forwarded", []Part{zh("您好，欢迎您拨打本公司客户服务热线，我们将竭诚为您服务。")}},
	{"mailbox", []Part{zh("您好，这里是语音信箱，请在提示音后留言，留言结束请挂机。")}},
	{"person-hello", []Part{zh("喂？")}},
	{"person-goes-on", []Part{zh("喂，听得到吗？我是王小明，请问有什么事？")}},
	{"person-announces", []Part{zh("您拨打的电话已关机，开个玩笑，我在的，请讲。")}},
}
