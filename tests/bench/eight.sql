-- The eight typical questions over plain tables, as somebody without our model would ask them. One statement each, named
-- by the comment above it; $year and $word are bound.
-- totals
SELECT sum(budget_full_year) AS budget, sum(executed) AS executed, count(*) AS n
FROM plain WHERE budget_full_year IS NOT NULL AND executed IS NOT NULL;
-- rate by department and year
SELECT department_id, year, sum(budget_full_year) AS budget, sum(executed) AS executed
FROM plain WHERE budget_full_year IS NOT NULL AND executed IS NOT NULL GROUP BY ALL;
-- score histogram
SELECT floor(score)::INTEGER AS score, count(*) AS n FROM plain WHERE score IS NOT NULL GROUP BY ALL;
-- quartiles by department
SELECT department_id, quartiles[1] AS q1, quartiles[2] AS median, quartiles[3] AS q3 FROM (
    SELECT department_id, quantile_cont(score::DOUBLE, [0.25, 0.5, 0.75]) AS quartiles FROM plain
    WHERE year = $year AND score IS NOT NULL GROUP BY ALL
);
-- lowest projects
SELECT project_id, year, budget_full_year - executed AS unspent
FROM plain JOIN plain_department USING (department_id)
WHERE year = $year AND executed < 0.8 * budget_full_year AND district_code LIKE '36%'
ORDER BY unspent DESC, project_id LIMIT 20;
-- reasons
SELECT coalesce(reason_code, 'R90') AS code, sum(greatest(budget_full_year - executed, 0)) AS unspent
FROM plain LEFT JOIN plain_reason USING (project_id, year)
WHERE budget_full_year IS NOT NULL AND executed IS NOT NULL AND (reason_code IS NOT NULL OR budget_full_year > executed)
GROUP BY ALL;
-- districts
SELECT district_code,
    sum(executed) FILTER (year = $year)::DOUBLE / sum(budget_full_year) FILTER (year = $year)::DOUBLE
    - sum(executed) FILTER (year = $year - 1)::DOUBLE / sum(budget_full_year) FILTER (year = $year - 1)::DOUBLE AS change
FROM plain JOIN plain_department USING (department_id)
WHERE year BETWEEN $year - 1 AND $year AND budget_full_year IS NOT NULL AND executed IS NOT NULL GROUP BY ALL;
-- search
SELECT project_id, year, budget_full_year - executed AS unspent
FROM plain LEFT JOIN plain_reason USING (project_id, year)
WHERE executed < 0.9 * budget_full_year AND (contains(plain.project, $word) OR contains(quote, $word))
ORDER BY unspent DESC, project_id LIMIT 20;
