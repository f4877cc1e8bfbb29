package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "three_public_vehicle",
		TitleZH:  "公务用车购置及运行费等于购置费与运行费之和",
		TitleEN:  "Vehicle expenses are purchase plus running",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"three_public"},
		Source:   "“三公”经费公开表式",
		Example:  "2.20 = 0.00 + 2.20",
	}, public("vehicle", []string{"vehicle_purchase", "vehicle_running"}, ""))
}
