-- Ten departments a county; budgets that drift from year to year; 3 % of lines below 90 %; one in a thousand no number.
-- Variables: district_file, projects.
CREATE MACRO mixed(a, b) AS (hash(a::BIGINT * 7919 + b::BIGINT) % 1000000)::BIGINT;
CREATE TABLE county AS SELECT district_code, row_number() OVER (ORDER BY district_code) - 1 AS n
    FROM read_csv(getvariable('district_file'), all_varchar = true) WHERE level = 'county' AND valid_to IS NULL;
CREATE TABLE department AS
    SELECT 'd' || district_code || '-' || k AS department_id, district_code || '部门' || k AS department,
    district_code, '职能' || k AS "function" FROM county, range(10) t(k) ORDER BY 1;
CREATE TABLE source AS SELECT 's' || y AS source_id, '基准' AS source_group, y || '年度' AS title, 'table' AS kind
    FROM range(2015, 2025) t(y);
CREATE TABLE project AS SELECT 'p' || i AS project_id, '第' || i || '号道路养护项目' AS project, department_id
    FROM range(getvariable('projects')) t(i) JOIN (SELECT *, row_number() OVER (ORDER BY department_id) - 1 AS n FROM department) d
    ON d.n = i * (SELECT count(*) FROM department) // getvariable('projects') ORDER BY i;
CREATE TABLE project_year AS SELECT project_id, department_id, year, 'self' AS evaluation_kind, project,
    budget AS budget_initial,
    (budget * 1.05)::DECIMAL(18,2) AS budget_full_year,
    CASE WHEN mixed(i, year + 40) < 1000 THEN '约' || budget
         ELSE ((budget * 1.05)::DECIMAL(18,2) * rate / 10000)::DECIMAL(18,2)::VARCHAR END AS executed,
    rate / 10000 AS execution_rate_stated, (60 + mixed(i, year + 10) % 400 / 10)::DECIMAL(7,1) AS score,
    ['优', '良', '中', '差'][1 + mixed(i, year + 20) % 4] AS grade_stated, 's' || year AS source_id
FROM (SELECT *, substr(project_id, 2)::BIGINT AS i,
    (10000 + mixed(substr(project_id, 2), 1) * 7.31 * (1 + mixed(substr(project_id, 2), year) % 100 / 300))::DECIMAL(18,2) AS budget,
    CASE WHEN mixed(substr(project_id, 2), year + 30) % 100 < 3 THEN 6000 + mixed(substr(project_id, 2), year) % 3000
         ELSE 9000 + mixed(substr(project_id, 2), year) % 1001 END AS rate
    FROM project, range(2015, 2025) t(year)) ORDER BY i, year;
