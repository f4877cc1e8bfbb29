-- Total expenditure of departments, units left out: what they spend is in their department's figures.
-- from facts_preferred
CREATE VIEW department_totals AS
SELECT report_id, organization_id, organization, fiscal_year, report_kind, stage, amount_yuan, agree
FROM facts_preferred
WHERE report_kind IN ('department_budget', 'department_final') AND flow = 'expenditure' AND fund = 'all'
  AND stage IN ('budget', 'adjusted', 'final') AND function_code IS NULL AND economic_code IS NULL AND nature IS NULL
  AND item IS NULL AND project IS NULL AND owner IS NULL;

-- What an organization spends on each functional class, all funds together, one row for each report and stage.
-- from facts_preferred
CREATE VIEW spending_by_function AS
SELECT report_id, organization_id, organization, fiscal_year, report_kind, stage, function_code, amount_yuan, agree
FROM facts_preferred
WHERE flow = 'expenditure' AND fund = 'all' AND function_code IS NOT NULL AND nature IS NULL AND economic_code IS NULL
  AND item IS NULL AND project IS NULL AND owner IS NULL;

-- Budget and final accounts of an organization by fund and functional class, from one report that prints both or from
-- two; the budget of a report on the budget comes first.
-- from facts_preferred
CREATE VIEW budget_vs_actual AS
SELECT *, final_yuan - budget_yuan AS change_yuan
FROM (SELECT organization_id, max(organization) AS organization, fiscal_year,
             CASE WHEN report_kind IN ('unit_budget', 'unit_final') THEN 'unit' ELSE 'department' END AS level,
             fund, function_code,
             coalesce(max(CASE WHEN stage = 'budget' AND report_kind IN ('department_budget', 'unit_budget')
                               THEN amount_yuan END),
                      max(CASE WHEN stage = 'budget' THEN amount_yuan END)) AS budget_yuan,
             max(CASE WHEN stage = 'adjusted' THEN amount_yuan END) AS adjusted_yuan,
             max(CASE WHEN stage = 'final' THEN amount_yuan END) AS final_yuan
      FROM facts_preferred
      WHERE flow = 'expenditure' AND economic_code IS NULL AND nature IS NULL AND item IS NULL AND project IS NULL
        AND owner IS NULL
      GROUP BY organization_id, fiscal_year, level, fund, function_code) AS stages
WHERE budget_yuan IS NOT NULL AND final_yuan IS NOT NULL;

-- The three public expenses of a report, stage and fund, a column each.
-- from facts_preferred
CREATE VIEW three_public AS
SELECT report_id, organization_id, organization, fiscal_year, report_kind, stage, fund,
       max(CASE WHEN item = 'three_public' THEN amount_yuan END) AS total_yuan,
       max(CASE WHEN item = 'overseas' THEN amount_yuan END) AS overseas_yuan,
       max(CASE WHEN item = 'vehicles' THEN amount_yuan END) AS vehicles_yuan,
       max(CASE WHEN item = 'vehicle_purchase' THEN amount_yuan END) AS vehicle_purchase_yuan,
       max(CASE WHEN item = 'vehicle_running' THEN amount_yuan END) AS vehicle_running_yuan,
       max(CASE WHEN item = 'reception' THEN amount_yuan END) AS reception_yuan
FROM facts_preferred
WHERE flow = 'expenditure' AND item IN ('three_public', 'overseas', 'vehicles', 'vehicle_purchase', 'vehicle_running',
                                        'reception')
  AND item_label IS NULL AND function_code IS NULL AND economic_code IS NULL AND project IS NULL AND owner IS NULL
GROUP BY report_id, organization_id, organization, fiscal_year, report_kind, stage, fund;

-- Personnel and operating expenditure within basic expenditure: as printed, or, where only economic classes are, the
-- sum of theirs (personnel 301 and 303, operating the others).
-- from facts_preferred
CREATE VIEW personnel_operating AS
SELECT report_id, organization_id, organization, fiscal_year, report_kind, stage, fund,
       coalesce(personnel_printed, personnel_classes) AS personnel_yuan,
       coalesce(operating_printed, operating_classes) AS operating_yuan,
       CASE WHEN personnel_printed IS NULL THEN 'classes' ELSE 'printed' END AS personnel_source
FROM (SELECT report_id, organization_id, organization, fiscal_year, report_kind, stage, fund,
             max(CASE WHEN nature = 'personnel' AND economic_code IS NULL THEN amount_yuan END) AS personnel_printed,
             max(CASE WHEN nature = 'operating' AND economic_code IS NULL THEN amount_yuan END) AS operating_printed,
             sum(CASE WHEN nature = 'basic' AND economic_code IN ('301', '303') THEN amount_yuan END)
                 AS personnel_classes,
             sum(CASE WHEN nature = 'basic' AND length(economic_code) = 3 AND economic_code LIKE '3%'
                       AND economic_code NOT IN ('301', '303') THEN amount_yuan END) AS operating_classes
      FROM facts_preferred
      WHERE flow = 'expenditure' AND function_code IS NULL AND item IS NULL AND project IS NULL AND owner IS NULL
      GROUP BY report_id, organization_id, organization, fiscal_year, report_kind, stage, fund) AS sums
WHERE coalesce(personnel_printed, personnel_classes) IS NOT NULL;

-- One row for each thing that does not add up, with its document.
-- from findings, documents
CREATE VIEW finding_list AS
SELECT f.severity, d.organization, d.fiscal_year, d.kind AS report_kind, f.rule, f.printed, f.expected, f.difference,
       f.unit, f.message_zh, f.message_en, d.source, f.finding_id, f.document_id
FROM findings f JOIN documents d ON d.document_id = f.document_id AND d.duplicate_of IS NULL
WHERE f.outcome = 'inconsistent';

-- One row for each thing between the documents of an organization, with the document whose figure is in doubt; the
-- others stand in evidence.
-- from report_findings, documents
CREATE VIEW report_finding_list AS
SELECT f.severity, d.organization, f.fiscal_year, f.rule, f.printed, f.expected, f.difference, f.unit, f.message_zh,
       f.message_en, d.source, f.finding_id, f.report_id, f.document_id
FROM report_findings f JOIN documents d ON d.document_id = f.document_id AND d.duplicate_of IS NULL
WHERE f.outcome = 'inconsistent';

-- How far each document was read and checked.
-- from documents
CREATE VIEW reading_quality AS
SELECT source, organization, fiscal_year, kind, status, tables, amounts, amounts_checked,
       reading_total, reading_leftover, reading_unexplained, reading_withheld, checks_inconsistent, findings
FROM documents
WHERE duplicate_of IS NULL;
