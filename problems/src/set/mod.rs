//! Simple sets: the nearest point, the farthest point along a direction, and how far outside a point is.
//!
//! Every set is a file with `project(x, …)`, the nearest point of the set; `lmo(g, …, s)`, s ← argmin gᵀs over the set; and
//! `violation(x, …)`, 0 inside. Nothing here allocates.

pub mod ball;
pub mod capped;
pub mod cube;
pub mod l1_ball;
pub mod simplex;

/// Place of the smallest number; the first of several.
pub fn argmin(of: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::INFINITY);
    for (i, value) in of.enumerate() {
        if value < best.1 {
            best = (i, value);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::gaussian_vector;
    use crate::{Rng, stream};
    use rand::Rng as _;

    /// A set with its data inside.
    struct Set<'a> {
        label: &'static str,
        project: &'a dyn Fn(&mut [f64]),
        lmo: &'a dyn Fn(&[f64], &mut [f64]),
        violation: &'a dyn Fn(&[f64]) -> f64,
    }

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    fn draw(n: usize, rng: &mut Rng) -> Vec<f64> {
        let scale = 10f64.powf(rng.random_range(-3.0..4.0));
        (scale * gaussian_vector(n, rng)).as_slice().to_vec()
    }

    /// p is the projection of v if and only if (v − p)ᵀ(u − p) ≤ 0 for the u of the set farthest along v − p.
    fn check(n: usize, set: &Set<'_>, rng: &mut Rng) {
        let label = format!("{} in dimension {n}", set.label);
        for _ in 0..50 {
            let v = draw(n, rng);
            let mut p = v.clone();
            (set.project)(&mut p);
            let scale = 1.0 + dot(&v, &v).sqrt();
            let outside = (set.violation)(&p);
            assert!(outside <= 1e-14 * scale * n as f64, "{label}: projection is {outside:e} outside");
            let back: Vec<f64> = p.iter().zip(&v).map(|(p, v)| p - v).collect();
            let mut s = vec![f64::NAN; n];
            (set.lmo)(&back, &mut s);
            assert!((set.violation)(&s) <= 1e-14 * n as f64, "{label}: vertex outside");
            let ascent = dot(&back, &p) - dot(&back, &s);
            assert!(ascent.abs() <= 1e-13 * scale * scale, "{label}: not the projection by {ascent:e}");
            let g = draw(n, rng);
            (set.lmo)(&g, &mut s);
            let slack = dot(&g, &p) - dot(&g, &s);
            assert!(slack >= -1e-13 * (1.0 + dot(&g, &g).sqrt()) * scale, "{label}: {slack:e} below the vertex");
            let mut again = p.clone();
            (set.project)(&mut again);
            let moved = again.iter().zip(&p).map(|(a, p)| (a - p).abs()).fold(0.0, f64::max);
            assert!(moved <= 1e-14 * scale * n as f64, "{label}: projecting twice moves by {moved:e}");
        }
    }

    #[test]
    fn projections_and_vertices_are_optimal() {
        let mut rng = stream(5, "sets");
        for n in [1, 2, 3, 10, 200] {
            let scratch = std::cell::RefCell::new(vec![0.0; n]);
            let total = rng.random_range(0.1..10.0);
            let (lower, upper): (Vec<f64>, Vec<f64>) =
                draw(n, &mut rng).into_iter().map(|l| (l, l + rng.random_range(0.0..3.0))).unzip();
            let weights: Vec<f64> = draw(n, &mut rng).into_iter().map(|w| (0.1 + w.abs()).min(10.0)).collect();
            let share = rng.random_range(0.0..1.0);
            let slice = weights.iter().sum::<f64>() * (3.0 * share - 1.0);
            let (breaks, order) = (std::cell::RefCell::new(vec![0.0; 2 * n]), std::cell::RefCell::new(vec![0; n]));
            let sets = [
                Set {
                    label: "slice of a cube",
                    project: &|x| capped::project(x, (-1.0, 2.0), &weights, slice, &mut breaks.borrow_mut()),
                    lmo: &|g, s| capped::lmo(g, (-1.0, 2.0), &weights, slice, &mut order.borrow_mut(), s),
                    violation: &|x| {
                        capped::violation(x, (-1.0, 2.0), &weights, slice) / (1.0 + weights.iter().sum::<f64>())
                    },
                },
                Set {
                    label: "simplex",
                    project: &|x| simplex::project(x, total, &mut scratch.borrow_mut()),
                    lmo: &|g, s| simplex::lmo(g, total, s),
                    violation: &|x| simplex::violation(x, total),
                },
                Set {
                    label: "ℓ₁ ball",
                    project: &|x| l1_ball::project(x, total, &mut scratch.borrow_mut()),
                    lmo: &|g, s| l1_ball::lmo(g, total, s),
                    violation: &|x| l1_ball::violation(x, total),
                },
                Set {
                    label: "ball",
                    project: &|x| ball::project(x, total),
                    lmo: &|g, s| ball::lmo(g, total, s),
                    violation: &|x| ball::violation(x, total),
                },
                Set {
                    label: "cube",
                    project: &|x| cube::project(x, &lower, &upper),
                    lmo: &|g, s| cube::lmo(g, &lower, &upper, s),
                    violation: &|x| cube::violation(x, &lower, &upper),
                },
            ];
            for set in &sets {
                check(n, set, &mut rng);
            }
        }
    }

    /// One entry far above the others, and all the same: where thresholds round.
    #[test]
    fn extreme_points_project_onto_the_simplex() {
        let mut scratch = [0.0; 3];
        for (v, wanted) in [
            ([1e20, 0.0, 0.0], [1.0, 0.0, 0.0]),
            ([5.0; 3], [1.0 / 3.0; 3]),
            ([-1e9, -1e9, -1e9 - 2.0], [0.5, 0.5, 0.0]),
            ([0.2, 0.3, 0.5], [0.2, 0.3, 0.5]),
        ] {
            let mut x = v;
            simplex::project(&mut x, 1.0, &mut scratch);
            let off = x.iter().zip(wanted).map(|(x, w)| (x - w).abs()).fold(0.0, f64::max);
            assert!(off <= 1e-15, "{v:?} projects to {x:?}");
        }
    }
}
