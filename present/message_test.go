package present_test

import (
	"testing"

	"github.com/yusuan/yusuan/present"
)

func TestMessage(t *testing.T) {
	for english, chinese := range map[string]string{
		"a.pdf: file is damaged: no PDF header":                "a.pdf：文件已损坏：没有 PDF 的文件头",
		"open a.pdf: no such file or directory":                "打开 a.pdf：没有这个文件或文件夹",
		`there is no flag --severty; did you mean --severity?`: "没有选项 --severty；是不是 --severity？",
		"reports is no dataset":                                "reports 不是数据集",
		"3 of 10 documents have no result of this program with these options; yusuan run reads them": "10 份文件中的 3 份 " +
			"没有本程序在这些选项下的结果；yusuan run 会去读",
		`--severity "eror" is none of error, warning; did you mean error?`: `--severity "eror" 不是 error, warning 之一；是不是 error？`,
		"words: of: another program":                                       "words: of: another program",
		"":                                                                 "",
		"100% of %s; file is empty":                                        "100% of %s；文件是空的",
	} {
		if got := present.Message(english); got.ZH != chinese || got.EN != english {
			t.Errorf("%q is %q in Chinese, want %q", english, got.ZH, chinese)
		}
	}
}
