//! The look and the short name of every algorithm, the same in every figure of a report.

use crate::figure::{Look, Series};
use crate::index::Problem;
use crate::label::parameters;
use std::collections::{BTreeMap, BTreeSet};

/// The look and the short name of every algorithm.
#[derive(Clone, Debug)]
pub struct Looks(BTreeMap<String, (Look, String)>);

impl Looks {
    /// Looks in the order of the names; nobody is known to be drawn beside anybody.
    pub fn of(algorithms: &[String]) -> Self {
        let named = short_names(algorithms);
        let each = algorithms.iter().zip(named).enumerate();
        Self(each.map(|(n, (name, short))| (name.clone(), (Look::nth(n), short))).collect())
    }

    /// Looks that differ most between algorithms that are drawn together.
    ///
    /// One after the other, an algorithm takes the colour and dash that disturb least: sharing a colour within a class
    /// is worst, then sharing colour and dash on a problem, then a colour on a problem, then a dash within a class.
    pub fn apart(algorithms: &[String], problems: &[Problem<'_>]) -> Self {
        let (colours, dashes) = Look::KINDS;
        let beside = beside(problems);
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for (n, name) in algorithms.iter().enumerate() {
            let cost = |colour: usize, dash: usize| -> u32 {
                let before = taken.iter().zip(algorithms);
                let clash = |(&(c, d), other): (&(usize, usize), &String)| {
                    let key = (other.min(name).as_str(), other.max(name).as_str());
                    let Some(&same_class) = beside.get(&key) else { return 0 };
                    let class = u32::from(same_class);
                    u32::from(c == colour) * (10 + 1000 * class)
                        + u32::from(c == colour && d == dash) * 300
                        + u32::from(d == dash) * class
                };
                before.map(clash).sum()
            };
            let all = (0..colours * dashes).map(|k| ((n + k) % colours, (n + k / colours) % dashes));
            taken.push(all.min_by_key(|&(colour, dash)| cost(colour, dash)).unwrap_or_default());
        }
        let looks = taken.into_iter().map(|(colour, dash)| Look::of(colour, dash));
        let short = short_names(algorithms);
        Self(algorithms.iter().cloned().zip(looks.zip(short)).collect())
    }

    /// The look of `algorithm`.
    pub fn look(&self, algorithm: &str) -> Look {
        self.0.get(algorithm).map_or(Look::nth(0), |(look, _)| *look)
    }

    /// The short name of `algorithm`.
    pub fn short<'s>(&'s self, algorithm: &'s str) -> &'s str {
        self.0.get(algorithm).map_or(algorithm, |(_, short)| short)
    }

    /// Straight segments of `algorithm` through the points.
    pub(crate) fn series(&self, algorithm: &str, x: Vec<f64>, y: Vec<f64>) -> Series {
        Series { label: Some(self.short(algorithm).to_owned()), ..Series::new(algorithm, self.look(algorithm), x, y) }
    }
}

/// Pairs of algorithms on a common problem, and whether on one they see it as the same class.
fn beside<'p>(problems: &'p [Problem<'_>]) -> BTreeMap<(&'p str, &'p str), bool> {
    let mut pairs = BTreeMap::new();
    for problem in problems {
        for (n, a) in problem.entries.iter().enumerate() {
            for b in &problem.entries[n + 1..] {
                let (low, high) = (a.algorithm.as_str().min(&b.algorithm), a.algorithm.as_str().max(&b.algorithm));
                *pairs.entry((low, high)).or_insert(false) |= a.class == b.class;
            }
        }
    }
    pairs
}

/// Names without the parameters that all variants of the algorithm share, in the same order; distinct.
fn short_names(names: &[String]) -> Vec<String> {
    let mut variants: BTreeMap<&str, Vec<BTreeSet<&str>>> = BTreeMap::new();
    for name in names {
        let (base, given) = parameters(name);
        variants.entry(base).or_default().push(given.into_iter().collect());
    }
    let short = |name: &String| {
        let (base, given) = parameters(name);
        let of = &variants[base];
        let kept: Vec<&str> = given.into_iter().filter(|p| !of.iter().all(|other| other.contains(p))).collect();
        if kept.is_empty() { base.to_owned() } else { format!("{base}{{{}}}", kept.join(",")) }
    };
    names.iter().map(short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_variants_share_is_left_away() {
        let names = ["a{x=1,y=2}", "a{x=1,y=3}", "b{z=1}", "c", "c{w=1}"].map(str::to_owned);
        assert_eq!(short_names(&names), ["a{y=2}", "a{y=3}", "b", "c", "c{w=1}"]);
    }

    #[test]
    fn eight_of_a_class_have_eight_colours_whoever_else_there_is() {
        let names: Vec<String> = (0..24).map(|k| format!("a{k:02}")).collect();
        let entry = |k: usize| crate::index::Entry {
            algorithm: names[k].clone(),
            class: ["smooth", "objective", "stochastic"][k % 3],
            judged: results::Judged::Current,
            runs: Vec::new(),
        };
        let problem = Problem {
            name: String::new(),
            family: "",
            dim: 2,
            error_kind: "",
            cost_model: "",
            targets: Vec::new(),
            entries: (0..24).map(entry).collect(),
        };
        let looks = Looks::apart(&names, &[problem]);
        for class in 0..3 {
            let colours: BTreeSet<&str> = (0..8).map(|k| looks.look(&names[3 * k + class]).colour).collect();
            assert_eq!(colours.len(), 8);
        }
        let all: BTreeSet<_> = names.iter().map(|n| (looks.look(n).colour, looks.look(n).dash)).collect();
        assert_eq!(all.len(), 24);
    }
}
