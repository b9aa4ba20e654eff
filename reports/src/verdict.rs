//! The verdict in words: only what survives Holm's correction, every choice of [`crate::fragility`] and every problem
//! left out, and what is not separated.

use crate::fragility::{Choice, Fragility, LEVEL, Order, Pair, Targets, listed};
use crate::index::Group;
use crate::number::short;
use crate::pool::{Pool, count};
use crate::stats::bayesian::Regions;
use crate::table::{Cell, Table};

/// Sentences of each kind that are shown.
const SHOWN: usize = 3;
/// Names of a list that are shown.
const MOST: usize = 8;

/// The sentences of a group, the most important first.
///
/// The last one says which instances and algorithms were left out, if any were.
pub fn sentences(found: &Fragility, pool: &Pool<'_>) -> Vec<String> {
    let mut text = compared(found);
    let left_out = pool.left_out();
    if !left_out.is_empty() {
        text.push(left_out.trim().to_owned());
    }
    text
}

fn compared(found: &Fragility) -> Vec<String> {
    let n = found.algorithms.len();
    if n < 2 {
        return Vec::new();
    }
    let ground = format!(
        "{} of {}{}",
        count(found.instances, "instance"),
        count(found.problems, "problem"),
        if found.choices.len() > 1 { format!(", {} choices", choices(found)) } else { String::new() }
    );
    if found.instances == 0 {
        return vec!["Nothing can be compared: no instance was run by all algorithms.".to_owned()];
    }
    if smallest(found) > LEVEL {
        return vec![format!(
            "No two of {n} algorithms can be told apart on {ground}: the smallest p-value there can be is {} after Holm's correction.",
            short(smallest(found), 2)
        )];
    }
    let mut text = vec![standing(found, &ground)];
    text.extend(fragile(found));
    text.extend(turning(found));
    text
}

/// The choices of every pair, a problem left out being one.
fn choices(found: &Fragility) -> usize {
    found.choices.len() + usize::from(found.problems > 1)
}

/// The smallest two-sided p-value of a signed-rank test of that many instances, times the number of pairs.
fn smallest(found: &Fragility) -> f64 {
    (2.0 * 0.5_f64.powf(found.instances as f64) * found.pairs.len() as f64).min(1.0)
}

/// Who is best, or who is not separated from the best.
fn standing(found: &Fragility, ground: &str) -> String {
    let n = found.algorithms.len();
    let robust: Vec<&Pair> = found.pairs.iter().filter(|pair| pair.is_robust()).collect();
    let behind = |a: usize| robust.iter().filter(|pair| pair.a == a).count();
    let beaten = |b: usize| robust.iter().any(|pair| pair.b == b);
    if let Some(best) = (0..n).find(|&a| behind(a) == n - 1) {
        let others = if n == 2 { found.algorithms[1 - best].clone() } else { "every other algorithm".to_owned() };
        return format!("{} is before {others}, whatever is chosen ({ground}).", found.algorithms[best]);
    }
    let first: Vec<String> = (0..n).filter(|&a| !beaten(a)).map(|a| found.algorithms[a].clone()).collect();
    if robust.is_empty() {
        return format!("No two algorithms are separated whatever is chosen ({ground}).");
    }
    let orders: Vec<String> = (0..n)
        .filter(|&a| !beaten(a) && behind(a) > 0)
        .map(|a| {
            let names: Vec<String> =
                robust.iter().filter(|pair| pair.a == a).map(|pair| found.algorithms[pair.b].clone()).collect();
            format!("{} is before {}", found.algorithms[a], joined(&names))
        })
        .collect();
    format!(
        "No algorithm is before all others; none is before {} whatever is chosen ({ground}). {}.",
        joined(&first),
        orders.join("; ")
    )
}

/// Pairs that are separated as run, and not whatever is chosen.
fn fragile(found: &Fragility) -> Vec<String> {
    let fragile: Vec<&Pair> =
        found.pairs.iter().filter(|pair| pair.order != Order::Open && !pair.is_robust()).collect();
    few(fragile.len(), fragile.iter().map(|pair| found.sentence(pair)), "pairs are separated as run and not otherwise")
}

/// Pairs whose order turns between looser and tighter targets: who is best where.
fn turning(found: &Fragility) -> Vec<String> {
    let at = |targets| found.choices.iter().position(|choice| choice.targets == targets);
    let (Some(looser), Some(tighter)) = (at(Targets::Looser), at(Targets::Tighter)) else { return Vec::new() };
    let turns: Vec<String> = found
        .pairs
        .iter()
        .filter_map(|pair| {
            let (a, b) = (&found.algorithms[pair.a], &found.algorithms[pair.b]);
            match (pair.under[looser], pair.under[tighter]) {
                (Order::Before, Order::After) => {
                    Some(format!("{a} is before {b} on the looser targets, {b} before {a} on the tighter"))
                }
                (Order::After, Order::Before) => {
                    Some(format!("{b} is before {a} on the looser targets, {a} before {b} on the tighter"))
                }
                _ => None,
            }
        })
        .collect();
    few(turns.len(), turns.iter().cloned(), "pairs turn from looser to tighter targets")
}

/// The first few sentences, and how many more there are.
fn few(all: usize, sentences: impl Iterator<Item = String>, what: &str) -> Vec<String> {
    let mut text: Vec<String> = sentences.take(SHOWN).map(|sentence| format!("{sentence}.")).collect();
    if all > SHOWN {
        text.push(format!("{} more {what}: see the table.", all - SHOWN));
    }
    text
}

/// `a`, `a and b`, `a, b and c`, and not too many.
fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        many if many.len() > MOST => {
            format!("{} and {} more", many[..MOST - 1].join(", "), many.len() - MOST + 1)
        }
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Every pair of the group, how it stands and on what that depends.
pub fn table(group: &Group, found: &Fragility) -> Table {
    let rows = found.pairs.iter().map(|pair| {
        let (a, b) = (found.algorithms[pair.a].as_str(), found.algorithms[pair.b].as_str());
        let (agree, of) = pair.agreement(found.problems);
        let order = if pair.order == Order::Open { "not separated" } else { "before" };
        let when = |wanted: Order| {
            let all =
                found.choices.iter().zip(&pair.under).filter(|(_, order)| **order == wanted && wanted != pair.order);
            all.map(|(choice, _)| choice.when()).collect::<Vec<_>>().join("; ")
        };
        let Regions { less, equal, greater } = found.practical(pair);
        let interval = found.interval(pair);
        let cells: [Cell; 13] = [
            a.into(),
            order.into(),
            b.into(),
            short(pair.ratio, 2).into(),
            interval.map_or("–".to_owned(), |(low, high)| format!("{} to {}", short(low, 2), short(high, 2))).into(),
            format!("{:.0} %", 100.0 * pair.share).into(),
            short(pair.adjusted, 2).into(),
            [less, equal, greater].map(|p| format!("{p:.2}")).join(" / ").into(),
            format!("{agree}/{of}").into(),
            when(Order::Before).into(),
            when(Order::After).into(),
            when(Order::Open).into(),
            listed(&pair.hinges_on, SHOWN).into(),
        ];
        let robust = pair.is_robust();
        cells.into_iter().enumerate().map(|(at, cell)| Cell { best: robust && at < 3, ..cell }).collect()
    });
    let header = "algorithm,is,algorithm,ratio,95 %,cheaper on,p (Holm),less / same / more,choices,first when,second when,open when,changes without";
    let not_made =
        if found.not_made.is_empty() { String::new() } else { format!(" Not made: {}.", found.not_made.join("; ")) };
    Table {
        name: format!("fragility-{}", group.slug()),
        caption: format!(
            "{}: pairs of algorithms by Wilcoxon's signed-rank test over {} of {}; of an instance, the median over targets of the log ratio of expected running times; \
             p corrected by Holm over {}. Ratio: its median over instances with a bootstrap interval over problems and instances, 0 or ∞ where only one succeeds, 1 where neither does; less, same, more: probabilities of the Bayesian signed-rank test, within 10 % being the same. Choices: those under which the verdict as run holds ({}{}). Bold: under all of them.{not_made}",
            group.title(),
            count(found.instances, "instance"),
            count(found.problems, "problem"),
            count(found.pairs.len(), "pair"),
            found.choices.iter().map(Choice::when).collect::<Vec<_>>().join("; "),
            if found.problems > 1 { "; any one problem is left out" } else { "" },
        ),
        header: header.split(',').map(str::to_owned).collect(),
        names: 3,
        rows: rows.collect(),
    }
}
