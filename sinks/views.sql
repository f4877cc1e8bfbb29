-- One row for each coordinate of each report: the amount as the preferred document of the report prints it, with the
-- most decimals; how many facts print it, in how many documents, and whether they agree within the places printed.
CREATE VIEW facts_preferred AS
WITH placed AS (
    SELECT f.*, f.document_id = r.document_id AS preferred,
           0.5 * pow(10, -f.amount_decimals) * CASE f.unit WHEN '千元' THEN 1e3 WHEN '万元' THEN 1e4 WHEN '百万元' THEN 1e6
               WHEN '亿元' THEN 1e8 ELSE 1 END AS half_yuan
    FROM facts f JOIN reports r USING (report_id)
    WHERE f.amount_yuan IS NOT NULL)
SELECT report_id, organization_id, fiscal_year, report_kind, stage, flow, fund, function_code, economic_code, nature,
       item, item_label, project, owner,
       first(amount_yuan ORDER BY preferred DESC, half_yuan, fact_id) AS amount_yuan,
       first(fact_id ORDER BY preferred DESC, half_yuan, fact_id) AS fact_id,
       count(*) AS sightings, count(DISTINCT document_id) AS documents,
       max(amount_yuan - half_yuan) <= min(amount_yuan + half_yuan) AS agree
FROM placed
GROUP BY ALL;

-- Total expenditure of departments, units left out: what they spend is in their department's figures.
CREATE VIEW department_totals AS
SELECT report_id, organization_id, fiscal_year, report_kind, stage, amount_yuan, agree
FROM facts_preferred
WHERE report_kind IN ('department_budget', 'department_final') AND flow = 'expenditure' AND fund = 'all'
  AND stage IN ('budget', 'adjusted', 'final') AND function_code IS NULL AND economic_code IS NULL AND nature IS NULL
  AND item IS NULL AND project IS NULL AND owner IS NULL;

-- Budget and final accounts of an organization by functional class, from one report that prints both or from two.
CREATE VIEW budget_vs_actual AS
SELECT organization_id, fiscal_year, split_part(report_kind, '_', 1) AS level, fund, function_code,
       first(amount_yuan ORDER BY report_kind LIKE '%final', fact_id) FILTER (stage = 'budget') AS budget_yuan,
       first(amount_yuan ORDER BY fact_id) FILTER (stage = 'adjusted') AS adjusted_yuan,
       first(amount_yuan ORDER BY fact_id) FILTER (stage = 'final') AS final_yuan,
       final_yuan - budget_yuan AS change_yuan
FROM facts_preferred
WHERE flow = 'expenditure' AND economic_code IS NULL AND nature IS NULL AND item IS NULL
  AND project IS NULL AND owner IS NULL
GROUP BY ALL
HAVING budget_yuan IS NOT NULL AND final_yuan IS NOT NULL;

-- The three public expenses, one column each.
CREATE VIEW three_public AS
SELECT report_id, organization_id, fiscal_year, report_kind, stage, fund,
       any_value(amount_yuan) FILTER (item = 'three_public') AS total_yuan,
       any_value(amount_yuan) FILTER (item = 'overseas') AS overseas_yuan,
       any_value(amount_yuan) FILTER (item = 'vehicles') AS vehicles_yuan,
       any_value(amount_yuan) FILTER (item = 'vehicle_purchase') AS vehicle_purchase_yuan,
       any_value(amount_yuan) FILTER (item = 'vehicle_running') AS vehicle_running_yuan,
       any_value(amount_yuan) FILTER (item = 'reception') AS reception_yuan
FROM facts_preferred
WHERE flow = 'expenditure' AND item IN ('three_public', 'overseas', 'vehicles', 'vehicle_purchase', 'vehicle_running',
                                        'reception')
  AND item_label IS NULL AND function_code IS NULL AND economic_code IS NULL AND project IS NULL AND owner IS NULL
GROUP BY ALL;

-- Personnel and operating expenditure within basic expenditure: as printed, or, where only economic classes are, the
-- sum of theirs (personnel 301 and 303, operating the others).
CREATE VIEW personnel_operating AS
WITH basic AS (
    FROM facts_preferred
    WHERE flow = 'expenditure' AND function_code IS NULL AND item IS NULL AND project IS NULL
      AND owner IS NULL),
sums AS (
    SELECT report_id, organization_id, fiscal_year, report_kind, stage, fund,
           any_value(amount_yuan) FILTER (nature = 'personnel' AND economic_code IS NULL) AS personnel_printed,
           any_value(amount_yuan) FILTER (nature = 'operating' AND economic_code IS NULL) AS operating_printed,
           sum(amount_yuan) FILTER (nature = 'basic' AND economic_code IN ('301', '303')) AS personnel_classes,
           sum(amount_yuan) FILTER (nature = 'basic' AND length(economic_code) = 3 AND economic_code BETWEEN '302' AND '399'
                                    AND economic_code <> '303') AS operating_classes
    FROM basic
    GROUP BY ALL)
SELECT report_id, organization_id, fiscal_year, report_kind, stage, fund,
       coalesce(personnel_printed, personnel_classes) AS personnel_yuan,
       coalesce(operating_printed, operating_classes) AS operating_yuan,
       CASE WHEN personnel_printed IS NULL THEN 'classes' ELSE 'printed' END AS personnel_source
FROM sums
WHERE personnel_yuan IS NOT NULL;
