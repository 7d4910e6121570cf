-- The eight typical questions in SQLite's words: no quantiles, no FILTER over decimals. Amounts are REAL there.
-- totals
SELECT sum(budget_full_year) AS budget, sum(executed) AS executed, count(*) AS n
FROM plain WHERE budget_full_year IS NOT NULL AND executed IS NOT NULL;
-- rate by department and year
SELECT department_id, year, sum(budget_full_year) AS budget, sum(executed) AS executed
FROM plain WHERE budget_full_year IS NOT NULL AND executed IS NOT NULL GROUP BY department_id, year;
-- score histogram
SELECT CAST(score AS INTEGER) AS score, count(*) AS n FROM plain WHERE score IS NOT NULL GROUP BY 1;
-- quartiles by department
WITH ranked AS (
    SELECT department_id, score, row_number() OVER one - 1 AS k, count(*) OVER (PARTITION BY department_id) - 1 AS last
    FROM plain WHERE year = $year AND score IS NOT NULL WINDOW one AS (PARTITION BY department_id ORDER BY score)
),
placed AS (
    SELECT *, last / 4 AS a, last / 2 AS b, last * 3 / 4 AS c, (last % 4) / 4.0 AS p, (last % 2) / 2.0 AS q,
        (last * 3 % 4) / 4.0 AS r FROM ranked
)
SELECT department_id,
    max(score) FILTER (WHERE k = a) * (1 - max(p)) + max(score) FILTER (WHERE k = a + (p > 0)) * max(p) AS q1,
    max(score) FILTER (WHERE k = b) * (1 - max(q)) + max(score) FILTER (WHERE k = b + (q > 0)) * max(q) AS median,
    max(score) FILTER (WHERE k = c) * (1 - max(r)) + max(score) FILTER (WHERE k = c + (r > 0)) * max(r) AS q3
FROM placed GROUP BY department_id;
-- lowest projects
SELECT project_id, year, round(budget_full_year - executed, 2) AS unspent
FROM plain JOIN plain_department USING (department_id)
WHERE year = $year AND executed * 10 < budget_full_year * 8 AND district_code LIKE '36%'
ORDER BY unspent DESC, project_id LIMIT 20;
-- reasons
SELECT coalesce(reason_code, 'R90') AS code, sum(max(budget_full_year - executed, 0)) AS unspent
FROM plain LEFT JOIN plain_reason USING (project_id, year)
WHERE budget_full_year IS NOT NULL AND executed IS NOT NULL AND (reason_code IS NOT NULL OR budget_full_year > executed)
GROUP BY 1;
-- districts
SELECT district_code,
    sum(executed) FILTER (WHERE year = $year) / sum(budget_full_year) FILTER (WHERE year = $year)
    - sum(executed) FILTER (WHERE year = $year - 1) / sum(budget_full_year) FILTER (WHERE year = $year - 1) AS change
FROM plain JOIN plain_department USING (department_id)
WHERE year BETWEEN $year - 1 AND $year AND budget_full_year IS NOT NULL AND executed IS NOT NULL GROUP BY district_code;
-- search
SELECT project_id, year, round(budget_full_year - executed, 2) AS unspent
FROM plain LEFT JOIN plain_reason USING (project_id, year)
WHERE executed * 10 < budget_full_year * 9 AND (instr(plain.project, $word) > 0 OR instr(quote, $word) > 0)
ORDER BY unspent DESC, project_id LIMIT 20;
