package terminal

import "github.com/yusuan/yusuan/present"

// Chinese is the language of which [In] has the words; any other is English.
const Chinese = "zh"

// In is a line or label of ours in a language. It is written in English where
// it is printed, and in Chinese here: a text that is not here stays English.
// Verbs of a format stand in the same order in both.
func In(language, english string) string {
	if language == Chinese {
		if chinese, ok := words[english]; ok {
			return chinese
		}
	}
	return english
}

// Count is so many of what a word names.
func Count(language string, n int, word string) string {
	if counted, ok := counters[word]; ok && language == Chinese {
		return present.Thousands(n) + counted
	}
	return present.Plural(n, word)
}

// counters are words with the measure word that stands between number and
// noun.
var counters = map[string]string{
	"allocation": "项分配", "amount": "个金额", "attempt": "次", "claim": "处文字表述", "day": "天", "document": "份文件",
	"error": "个错误", "fact": "条数据", "file": "个文件", "finding": "个问题", "hour": "小时", "indicator": "条绩效指标",
	"minute": "分钟", "notice": "个提示", "object": "个对象", "page": "页", "project": "个项目", "release": "个版本",
	"result": "个结果", "row": "行", "text": "处文字", "table": "张表", "total": "项核对", "warning": "个警告",
}

var words = map[string]string{
	// inspect
	"attention":       "注意",
	"recognised":      "文字识别",
	"file":            "文件",
	"organization":    "单位",
	"fiscal year":     "年度",
	"report":          "报告",
	"status":          "状态",
	"same bytes as":   "内容同于",
	"format":          "格式",
	"title":           "标题",
	"made with":       "制作软件",
	"created":         "制作时间",
	"numbers":         "数字",
	"in tables":       "表中数字",
	"digits":          "数位",
	"  no place":      "  无处安放",
	"warning":         "警告",
	"link":            "链接",
	"tables":          "表",
	"in %s":           "单位：%s",
	"empty form":      "空表",
	"%s placed of %s": "已安放%s，共%s",
	"%s = %s in tables + %s in text + %s without a place; %s hidden": "%s = 表中%s + 文字中%s + 无处安放%s；另有隐藏%s",
	"%s facts, %s codes, %s others; %s withheld, %s not explained":   "数据%s，编码%s，其他%s；未写出%s，未解释%s",
	"    doubtful: %s\n":                                   "    存疑：%s\n",
	"    read by its %s (%.2f): %s\n":                      "    按%s归类（%.2f）：%s\n",
	"    not explained: %s in row %d, column %d: %s\n":     "    未解释：%s，第%d行第%d列：%s\n",
	"\n%s checked: %s exact, %s rounding, %s inconsistent": "\n完成%s：相符%s，取整%s，不符%s",
	", %s within a bound":                                  "，限内%s",
	", %s disputed":                                        "，读法有争议%s",
	"; %s not checkable\n":                                 "；无法核对%s\n",
	"%s of %s are in at least one check\n":                 "%[2]s，其中%[1]s个至少参与一项核对\n",
	"    … and %d that are blank\n":                        "    ……另有%d处空白\n",
	"    … %s more with --facts\n":                         "    ……另有%s条，加 --facts 全部列出\n",
	"based on %s":                                          "依据%s",
	"\n%s announced, %s not found\n":                       "\n目录所列%s，未见%s\n",
	// the end of several documents
	"in all": "合计",
	// summaries of ingest and run
	"documents read":             "已读文件",
	"read with doubt":            "其中存疑",
	"scanned, not read in full":  "扫描件，未读全",
	"failed":                     "读取失败",
	"duplicates among them":      "其中内容重复",
	"numbers without a place":    "无处安放的数字",
	"numbers not explained":      "未解释的数字",
	"totals checked":             "已核对",
	"inconsistent":               "不符",
	"figures in reports":         "可相互对照的数字",
	"met in another document":    "在其他文件中找到",
	"inconsistent across them":   "文件之间不符",
	"pages not read":             "未读的页",
	"documents not read in full": "未读全的文件",
	"disputed by second reading": "两次读取有争议",
	"numbers read twice":         "读取两次的数字",
	"two readings agree":         "两次一致",
	"seconds":                    "秒",
	"files":                      "文件",
	"of them looked into":        "其中打开",
	"documents":                  "文档",
	"distinct documents":         "内容不同的文档",
	"read now":                   "本次读取",
	"of them not in full":        "其中未读全",
	"unchanged":                  "没有变化",
	"published":                  "已发布",
	"gone %s":                    "已不在：%s",
	"moved %s: it is in %s":      "已移动：%s，现在%s",
	"... and %s more\n":          "……另有%s条\n",
	"read %s\n":                  "读取%s\n",
	// fetch
	"%s: %s new, %s changed, %s unchanged, %s gone, %s declined, %s failed (%s listed)\n": "%s：新增%s，变化%s，" +
		"未变%s，已不在%s，不取%s，失败%s（列出%s）\n",
	"  all that is listed is passed over, by must and must_not\n": "  列出的全部被 must 和 must_not 略过\n",
	"  %d: %d of %d expected":                                     "  %d年：有%d份，应有%d份",
	"; none of %s":                                                "；缺少%s",
	"  to be gone on with: %s\n":                                  "  下次继续：%s\n",
	// status
	"looked into":                     "查看",
	"last run":                        "上次运行",
	"newest release":                  "最新版本",
	"none":                            "无",
	"at work, or killed":              "正在运行，或被中止",
	"not published":                   "未发布",
	"  because":                       "  原因",
	"%s, %s, %s read":                 "%s，%s，读取%s",
	"%s, %s old":                      "%s，%s前",
	"less than a minute":              "不到一分钟",
	"  amounts":                       "  金额",
	"  in a check":                    "  参与核对",
	"  expected":                      "  应有",
	"%s, %d: %d of %d":                "%s，%d年：有%d份，应有%d份",
	"  numbers not explained":         "  未解释的数字",
	"  numbers without a place":       "  无处安放的数字",
	"  documents read by OCR":         "  文字识别的文档",
	"not tried again without --retry": "加 --retry 才会再试",
	"tried again after %s":            "%s以后再试",
	"waiting %s: %s, %s, %s":          "等待：%s，%s，%s，%s",
	"gone %s since %s":                "已不在：%s，自%s",
	"forgotten %s: %s":                "已删除：%s：%s",
	"gone":                            "已不在", "declined": "不取",
	"asked %s": "询问于%s", ", at work": "，正在运行", ", to be gone on with": "，有待继续", "source": "来源",
	"%s %s, %s had, %s gone, %s declined, %s failed\n": "%s %s，已有%s，已不在%s，不取%s，失败%s\n",
	// layout, releases, forget, source, export
	"%s drawn in %s\n":                    "已画%s，在%s\n",
	"latest":                              "最新",
	"pinned":                              "已固定",
	"missing":                             "缺少",
	"removed release %s\n":                "已删除版本%s\n",
	"still in %s\n":                       "仍在%s\n",
	"%s: %s, driver %s\n":                 "%s：%s，驱动%s\n",
	"  passed over, by must and must_not": "  被 must 和 must_not 略过",
	"%s too long for a cell of Excel; a remark ends each\n": "%s太长，Excel 的单元格放不下，末尾已注明\n",
	// sweep
	"removed %s, %s, %s\n": "删除%s，%s，%s\n",
	// dataset diff
	"documents added":          "新增文档",
	"documents removed":        "减少文档",
	"documents replaced":       "内容更换的文档",
	"documents read otherwise": "读取结果不同的文档",
	"amounts added":            "新增金额",
	"amounts removed":          "减少金额",
	"amounts changed":          "变动金额",
	"findings added":           "新增问题",
	"findings removed":         "减少问题",
	"~ %s: %s, was %s":         "~ %s：%s，原为%s",
	"~ %s %s: %q, was %q":      "~ %s %s：%q，原为%q",
}
