package window

// Trade is a calling window that a trade uses, to start from.
type Trade struct {
	Name    string `json:"name"` // stable
	LabelZH string `json:"label_zh"`
	LabelEN string `json:"label_en"`
	Window  Window `json:"window"`
}

// Presets returns the delivered windows, in the order in which they are shown. The times are those of the rules of the
// organisations for which this was made (R10); they name no days of the week but for the retail chain's Monday. None
// calls on public holidays. The hospital's summer and winter are not dated in its rules: from June to September, and the
// rest of the year, is our choice, to be changed with the seasons of a campaign's window.
func Presets() []Trade {
	everyDay := func() []int { return []int{1, 2, 3, 4, 5, 6, 7} }
	preset := func(name, zh, en string, intervals ...Interval) Trade {
		return Trade{name, zh, en, Window{Zone: "Asia/Shanghai", Intervals: intervals, Holidays: HolidaysClosed, Calendar: "CN"}}
	}
	hospital := preset("hospital", "医院（夏季 14:30-16:30，冬季 14:00-16:30，晚间 19:00-20:00）", "Hospital (summer 14:30-16:30, winter 14:00-16:30, evenings 19:00-20:00)",
		Interval{everyDay(), "14:30", "16:30", "summer"}, Interval{everyDay(), "14:00", "16:30", "winter"}, Interval{everyDay(), "19:00", "20:00", ""})
	hospital.Window.Seasons = []Season{{"summer", "06-01", "09-30"}, {"winter", "10-01", "05-31"}}
	return []Trade{
		hospital,
		preset("centre-400", "400 客服中心（10:30-11:30，15:00-17:30）", "400 number centre (10:30-11:30, 15:00-17:30)",
			Interval{everyDay(), "10:30", "11:30", ""}, Interval{everyDay(), "15:00", "17:30", ""}),
		// A day made up for a holiday counts as a Monday unless the announcement says otherwise: no calls in its morning.
		preset("retail", "零售连锁（10:00-11:30 周一上午除外，14:00-16:30）", "Retail chain (10:00-11:30 but not on Mondays, 14:00-16:30)",
			Interval{everyDay()[1:], "10:00", "11:30", ""}, Interval{everyDay(), "14:00", "16:30", ""}),
		// What carriers' platforms allow at most. They say nothing of holidays; R10 does.
		preset("carrier", "运营商规则（08:00-21:00）", "Carriers' rule (08:00-21:00)", Interval{everyDay(), "08:00", "21:00", ""}),
	}
}

// Preset returns a delivered window by its name.
func Preset(name string) (Trade, bool) {
	for _, t := range Presets() {
		if t.Name == name {
			return t, true
		}
	}
	return Trade{}, false
}
