//! The comparison in a few lines, for a terminal.

use crate::ecdf;
use crate::ert;
use crate::fragility::fragility;
use crate::index::{self, Problem};
use crate::number::target as target_text;
use crate::pool::{Pool, count};
use crate::table::{Cell, Table};
use crate::tables::{failures, trials, unsolved};
use crate::text::put;
use crate::verdict;
use results::RunSet;

/// One table a group, then what failed and what nobody solved.
pub fn summary(set: &RunSet) -> String {
    const SHOWN: usize = 10;
    let problems = index::problems(set);
    let mut out = String::new();
    for (group, members) in index::groups(&problems) {
        let pool = Pool::of(&group, &members);
        put!(
            out,
            "{} ({}; {}, {}, {})\n",
            group.title(),
            group.cost_model,
            count(pool.problems, "problem"),
            count(pool.instances.len(), "instance"),
            count(pool.targets.len(), "target")
        );
        if pool.instances.is_empty() {
            out += "  no instance was run by all algorithms\n\n";
            continue;
        }
        out += &indented(&standing(&pool, &members).text());
        for sentence in verdict::sentences(&fragility(set, &pool), &pool) {
            put!(out, "  {sentence}\n");
        }
        out.push('\n');
    }
    let failed = failures(set);
    if !failed.rows.is_empty() {
        put!(out, "failures ({} kinds)\n", failed.rows.len());
        let shown = Table { rows: failed.rows.iter().take(SHOWN).cloned().collect(), ..failed.clone() };
        out += &indented(&shown.text());
        if failed.rows.len() > SHOWN {
            put!(out, "  and {} more\n", failed.rows.len() - SHOWN);
        }
        out.push('\n');
    }
    let unsolved = unsolved(&problems);
    for sentence in unsolved.iter().take(SHOWN) {
        put!(out, "{sentence}\n");
    }
    if unsolved.len() > SHOWN {
        put!(out, "and {} more problems with targets nobody reached\n", unsolved.len() - SHOWN);
    }
    out
}

fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

/// Algorithms of a group, the highest fraction of reached targets first.
pub(crate) fn standing(pool: &Pool<'_>, members: &[Problem<'_>]) -> Table {
    let tightest = pool.targets.last().copied();
    let mut rows: Vec<(f64, Vec<Cell>)> = ecdf::profile(pool)
        .into_iter()
        .enumerate()
        .map(|(a, ecdf)| {
            let reached = ecdf.y.last().copied().unwrap_or(0.0);
            let solved = tightest.map_or(0, |target| {
                let all = |i: &&crate::pool::Instance<'_>| {
                    i.runs[a].iter().all(|run| matches!(ert::Trial::of(run, target), Some(ert::Trial::Hit(_))))
                };
                pool.instances.iter().filter(all).count()
            });
            let (fastest, pairs) = fastest_on(members, &ecdf.algorithm);
            let row = vec![
                ecdf.algorithm.as_str().into(),
                format!("{:.0} %", 100.0 * reached).into(),
                format!("{solved}/{}", pool.instances.len()).into(),
                format!("{fastest}/{pairs}").into(),
            ];
            (reached, row)
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let at = tightest.map_or(String::new(), |t| format!(" at {}", target_text(t)));
    Table {
        name: "standing".to_owned(),
        caption: "Targets reached within the budget, as a fraction of (instance, target) pairs; instances solved at the tightest target in every run; (problem, target) pairs on which the expected running time is the smallest, ties counted for all.".to_owned(),
        header: vec!["algorithm".to_owned(), "targets reached".to_owned(), format!("solved{at}"), "fastest".to_owned()],
        names: 1,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// On how many (problem, target) pairs the algorithm has the smallest ERT, of those somebody reached.
fn fastest_on(members: &[Problem<'_>], algorithm: &str) -> (usize, usize) {
    let (mut fastest, mut pairs) = (0, 0);
    for problem in members {
        for &target in &problem.targets {
            let ert = |name: Option<&str>| {
                let entries = problem.entries.iter().filter(|e| name.is_none_or(|name| e.algorithm == name));
                entries.map(|e| ert::ert(&trials(e, target))).fold(f64::INFINITY, f64::min)
            };
            let best = ert(None);
            if best.is_finite() {
                pairs += 1;
                fastest += usize::from(ert(Some(algorithm)) <= best * (1.0 + 1e-9));
            }
        }
    }
    (fastest, pairs)
}
