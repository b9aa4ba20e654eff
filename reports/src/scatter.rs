//! Two algorithms, point by point: expected running times on the same instances to the same targets.
//!
//! As the post-processing of COCO draws it: a point above the diagonal is an instance and target that the algorithm
//! across reaches faster; on the frame, one of the two never reaches it.

use crate::axis::Axis;
use crate::caption;
use crate::ecdf;
use crate::figure::{Figure, Guide, Legend, Line, Look, Panel, Series};
use crate::index::{Group, slug};
use crate::number::target as target_text;
use crate::plots::Looks;
use crate::pool::Pool;
use crate::profiles::Costs;

/// Expected running times of every algorithm of a pool, a row an (instance, target).
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// The targets, loosest first, with their rows; columns are the algorithms of the pool, ∞ is never.
    pub targets: Vec<(f64, Vec<Vec<f64>>)>,
}

/// The length of the axes, with room beyond the largest number for what was never reached.
const BEYOND: f64 = 1.08;

/// How far inside the upper end of an axis a point on the frame stands, so that all of its symbol is seen.
const ON_FRAME: f64 = 0.012;

impl Pairs {
    /// Of the pool at these targets; without the rows nobody reached.
    pub fn of(pool: &Pool<'_>, targets: &[f64]) -> Self {
        let rows = |target: f64| -> Vec<Vec<f64>> {
            let reached = |row: &Vec<f64>| row.iter().any(|cost| cost.is_finite() && *cost > 0.0);
            Costs::at(pool, target).rows.into_iter().filter(reached).collect()
        };
        Self { targets: targets.iter().map(|&target| (target, rows(target))).collect() }
    }

    /// From and to: all finite numbers, with room beyond for ∞; `None` if there is none.
    pub fn range(&self) -> Option<(f64, f64)> {
        let finite = self.targets.iter().flat_map(|(_, rows)| rows).flatten().filter(|c| c.is_finite() && **c > 0.0);
        let (from, to) = finite.fold((f64::INFINITY, 0.0_f64), |(a, b), &c| (a.min(c), b.max(c)));
        (from <= to).then(|| (from / 1.3, (to * 1.3) * (to / from).powf(BEYOND - 1.0)))
    }
}

/// The two algorithms that reach most targets, the one with more first; `None` if there are fewer than two.
pub fn leading(pool: &Pool<'_>) -> Option<(usize, usize)> {
    let reached = ecdf::profile(pool);
    let mut order: Vec<usize> = (0..reached.len()).collect();
    let share = |a: usize| reached[a].y.last().copied().unwrap_or(0.0);
    order.sort_by(|&a, &b| share(b).total_cmp(&share(a)));
    Some((*order.first()?, *order.get(1)?))
}

/// Expected running times of algorithm `b` of the pool over those of `a`.
pub fn figure(group: &Group, pool: &Pool<'_>, pairs: &Pairs, (a, b): (usize, usize), looks: &Looks) -> Option<Figure> {
    let (from, to) = pairs.range()?;
    let names = [a, b].map(|k| pool.algorithms[k].as_str());
    let axis = |name: &str| Axis::log(format!("{} [{}]", looks.short(name), group.cost_model)).within(from, to);
    let mut panel = Panel::new(group.title(), axis(names[0]), axis(names[1]));
    panel.square = true;
    panel.guides = vec![Guide { slope: 1.0, x: from, y: from, label: String::new() }];
    let frame = to * (from / to).powf(ON_FRAME);
    let on_paper = |cost: f64| if cost.is_finite() { cost } else { frame };
    panel.series = pairs
        .targets
        .iter()
        .enumerate()
        .map(|(k, (target, rows))| {
            let reached = || rows.iter().filter(|row| row[a].is_finite() || row[b].is_finite());
            let x = reached().map(|row| on_paper(row[a])).collect();
            let y = reached().map(|row| on_paper(row[b])).collect();
            let look = Look::nth(k);
            Series { line: Line::Points, ..Series::new(format!("target {}", target_text(*target)), look, x, y) }
        })
        .collect();
    let name = format!("scatter-{}", group.slug());
    let caption = caption::scatter(group, pool, names);
    Some(Figure::single(slug(&name), caption, panel, Legend::Edge))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_reached_stands_beyond_every_number() {
        let pairs = Pairs { targets: vec![(0.1, vec![vec![1.0, 100.0], vec![f64::INFINITY, 10.0]])] };
        let (from, to) = pairs.range().unwrap();
        assert!(from < 1.0 && to > 130.0);
        assert_eq!(Pairs { targets: vec![(0.1, Vec::new())] }.range(), None);
    }
}
