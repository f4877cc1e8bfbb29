-- One row for each thing that does not add up, with its document.
-- from findings, documents
CREATE VIEW finding_list AS
SELECT f.severity, d.organization, d.fiscal_year, d.kind AS report_kind, f.rule, f.printed, f.expected, f.difference,
       f.unit, f.message_zh, f.message_en, d.source, f.finding_id, f.document_id
FROM findings f JOIN documents d ON d.document_id = f.document_id AND d.duplicate_of IS NULL
WHERE f.outcome = 'inconsistent';

-- What an organization spends on each functional class, all funds together, one row for each report.
-- from facts
CREATE VIEW spending_by_function AS
SELECT organization, fiscal_year, report_kind, stage, function_code, max(code_name) AS name,
       max(amount_yuan) AS yuan, count(DISTINCT amount_yuan) AS different_amounts, count(*) AS sightings
FROM facts
WHERE table_kind = 'expenditure' AND flow = 'expenditure' AND fund = 'all' AND function_code IS NOT NULL
  AND nature IS NULL AND economic_code IS NULL AND item IS NULL AND project IS NULL AND owner IS NULL
GROUP BY organization, CASE WHEN organization IS NULL THEN document_id END, fiscal_year, report_kind, stage,
         function_code;

-- The three public expenses of an organization, one row for each report and stage.
-- from facts
CREATE VIEW three_public AS
SELECT organization, fiscal_year, report_kind, stage, item,
       max(amount_yuan) AS yuan, count(DISTINCT amount_yuan) AS different_amounts, count(*) AS sightings
FROM facts
WHERE table_kind = 'three_public' AND owner IS NULL
  AND item IN ('three_public', 'overseas', 'vehicles', 'vehicle_purchase', 'vehicle_running', 'reception')
GROUP BY organization, CASE WHEN organization IS NULL THEN document_id END, fiscal_year, report_kind, stage, item;

-- The spending of each fund on each functional class as it was set and as it was, where both are published and every
-- table that prints it agrees.
-- from facts
CREATE VIEW budget_vs_actual AS
SELECT b.organization, b.fiscal_year, b.fund, b.function_code, b.name, b.yuan AS budget_yuan, a.yuan AS final_yuan,
       a.yuan - b.yuan AS difference_yuan
FROM (SELECT organization, fiscal_year, fund, function_code, max(code_name) AS name, max(amount_yuan) AS yuan
      FROM facts
      WHERE flow = 'expenditure' AND stage = 'budget' AND report_kind IN ('department_budget', 'unit_budget')
        AND function_code IS NOT NULL AND nature IS NULL AND economic_code IS NULL AND item IS NULL
        AND project IS NULL AND owner IS NULL
      GROUP BY organization, fiscal_year, fund, function_code HAVING count(DISTINCT amount_yuan) = 1) b
JOIN (SELECT organization, fiscal_year, fund, function_code, max(amount_yuan) AS yuan
      FROM facts
      WHERE flow = 'expenditure' AND stage = 'final' AND report_kind IN ('department_final', 'unit_final')
        AND function_code IS NOT NULL AND nature IS NULL AND economic_code IS NULL AND item IS NULL
        AND project IS NULL AND owner IS NULL
      GROUP BY organization, fiscal_year, fund, function_code HAVING count(DISTINCT amount_yuan) = 1) a
  ON a.organization = b.organization AND a.fiscal_year = b.fiscal_year AND a.fund = b.fund
  AND a.function_code = b.function_code;

-- How far each document was read and checked.
-- from documents
CREATE VIEW reading_quality AS
SELECT source, organization, fiscal_year, kind, status, tables, amounts, amounts_checked,
       reading_total, reading_leftover, reading_unexplained, reading_withheld, checks_inconsistent, findings
FROM documents
WHERE duplicate_of IS NULL;
