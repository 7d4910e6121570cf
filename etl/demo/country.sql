-- One part of an invented country: the projects of some counties, their years, reasons and indicators.
-- Variables: seed, first (number of the part's first county), last, per (indicators a project-year), and how many rows
-- function_slot, place_end, cause and indicator_stem have: functions, places, causes, indicators.
-- Tables made before: county, slot, function_slot, stem, place_end, cause, effect, indicator_stem.
-- Every draw is a hash of what it is about: parts can be made in any order, and the same seed gives the same rows.
-- Made first, for what follows runs on all cores only over stored rows.
CREATE OR REPLACE TEMP TABLE drawn AS
SELECT *, hash(district_code, p, getvariable('seed')) AS g, hash(p, district_code, getvariable('seed')) AS h
FROM (
    SELECT district_code, hardship, unnest(range(projects)) AS p FROM county
    WHERE n >= getvariable('first') AND n < getvariable('last')
);

-- Digits of the two hashes are the draws; the sum of four of them stands for a normal one.
CREATE OR REPLACE TEMP TABLE own AS
SELECT
    c.hardship, left(c.district_code, 2) AS province, 'g' || c.district_code || '-' || c.p AS project_id,
    'g' || c.district_code || '-' || function_slot.slug AS department_id,
    slot.years, 2015 + (c.g % (11 - slot.years))::BIGINT AS first_year,
    function_slot.median * 10000 * exp(1.25 * 1.732 * ((c.h % 1000 + c.h // 1000 % 1000 + c.h // 1000000 % 1000
        + c.h // 1000000000 % 1000) / 1000 - 2)) AS size,
    place_end.first || place_end.second || suffixes[(1 + c.g // 11 % len(suffixes))::BIGINT] || stem.text
        || CASE WHEN c.g // 97 % 10 < 3 THEN '（第' || (1 + c.g // 977 % 40) || '标段）' ELSE '' END AS project
FROM drawn c
JOIN slot ON slot.s = c.p % 5
JOIN function_slot ON function_slot.s = c.g // 10007 % getvariable('functions')
JOIN stem ON stem.slug = function_slot.slug AND stem.i = c.g // 10000019 % function_slot.stems
JOIN place_end ON place_end.i = c.h // 1000000007 % getvariable('places');

CREATE OR REPLACE TEMP TABLE line AS
WITH years AS (
    SELECT *, first_year + y AS year, hash(project_id, y, getvariable('seed')) AS h
    FROM (SELECT *, unnest(range(years)) AS y FROM own)
),
money AS (
    SELECT *, round(size * (0.85 + 0.3 * (h % 1000) / 1000), 0)::DECIMAL(18, 2) AS budget_initial,
        (h // 1000) % 100000 / 100000 AS u, (h // 100000000) % 1000 / 1000 AS v
    FROM years
),
rates AS (
    SELECT *,
        (budget_initial * (CASE WHEN v < 0.8 THEN 1 ELSE 0.9 + v / 5 END))::DECIMAL(18, 2) AS budget_full_year,
        CASE WHEN u + hardship < 0.72 THEN 0.95 + 0.05 * v WHEN u + hardship < 0.92 THEN 0.87 + 0.08 * v
             WHEN u + hardship < 0.97 THEN 0.4 + 0.4 * v WHEN u < 0.995 THEN 0.03 + 0.37 * v ELSE 1.0 + 0.08 * v END AS rate
    FROM money
)
SELECT *, CASE WHEN h % 97 = 0 THEN NULL ELSE (budget_full_year * rate::DECIMAL(6, 4))::DECIMAL(18, 2) END AS executed,
    least(100, round(68 + 28 * least(rate, 1) + 4 * v, 1))::DECIMAL(7, 2) AS score
FROM rates;

CREATE OR REPLACE TEMP VIEW part_project AS SELECT project_id, project, department_id FROM own;

CREATE OR REPLACE TEMP VIEW part_project_year AS
SELECT
    project_id, department_id, year::INTEGER AS year, 'self' AS evaluation_kind,
    -- Names as reports print them: with the year before or a batch behind.
    CASE h % 9 WHEN 0 THEN year || '年' || project WHEN 1 THEN project || '经费' ELSE project END AS project,
    budget_initial, budget_full_year, executed, 'full_year' AS budget_basis,
    CASE WHEN h % 7 > 0 AND executed IS NOT NULL THEN round(executed / budget_full_year, 4) END AS execution_rate_stated,
    score, CASE WHEN score >= 90 THEN '优' WHEN score >= 80 THEN '良' WHEN score >= 60 THEN '中' ELSE '差' END AS grade_stated,
    'country-10-50-30-10' AS scheme_id, 'country-' || province || '-' || year AS source_id
FROM line;

CREATE OR REPLACE TEMP VIEW part_reason AS
SELECT
    department_id, project_id, year::INTEGER AS year, 1 AS ordinal, cause.code AS reason_code,
    'under_execution' AS explains, false AS is_inferred,
    left(project, 12) || cause.text || '，涉及合同' || (1 + h % 37) || '份、'
        || round((budget_full_year - executed) / 10000, 2) || '万元，' || effect.text AS quote,
    'country-' || province || '-' || year AS source_id
FROM (SELECT * FROM line WHERE executed < budget_full_year * 9 // 10 AND h % 20 < 17) l
JOIN cause ON cause.i = (l.h // 7) % getvariable('causes')
JOIN effect ON effect.code = cause.code AND effect.i = (l.h // 11) % cause.effects;

CREATE OR REPLACE TEMP VIEW part_indicator_year AS
SELECT
    department_id, project_id, year::INTEGER AS year, 'self' AS evaluation_kind, (k + 1)::INTEGER AS ordinal,
    i.level1, i.level2, i.level3, '≥' || target || i.unit AS target_text, target::DECIMAL(24, 6) AS target_value,
    '>=' AS comparator, actual || i.unit AS actual_text, actual::DECIMAL(24, 6) AS actual_value, i.unit,
    round(90 / getvariable('per'), 2)::DECIMAL(7, 2) AS weight,
    round(90 / getvariable('per') * least(1, actual / target), 2)::DECIMAL(7, 2) AS score,
    'country-' || province || '-' || year AS source_id
FROM (
    SELECT *, 20 + (h // (k + 3)) % 480 AS target, round((20 + (h // (k + 3)) % 480) * (0.7 + 0.3 * least(rate, 1)), 0) AS actual
    FROM (SELECT *, unnest(range(getvariable('per'))) AS k FROM line)
) l
JOIN indicator_stem i ON i.n = (l.h // 13 + l.k) % getvariable('indicators');
