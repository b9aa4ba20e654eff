//! (1/2N) ‖Ax − b‖² and the weighted norms of groups of variables.

use super::lasso::SIGNAL;
use crate::data::{Data, Design, Key, Samples, Signal, cached, documented};
use crate::risk::{CERTIFIED, Fit, Penalty, PrimalDual, Regression, Square, duality_gap, known};
use crate::{About, Class, Error, Family, Instance, Matrix, Offer, Reference, ReferenceKind, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The group lasso.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupLasso {
    #[serde(flatten)]
    design: Design,
    nonzeros: usize,
    noise: f64,
    ratio: f64,
    group: usize,
}

impl Default for GroupLasso {
    fn default() -> Self {
        Self { design: Design::synthetic(100, 200), nonzeros: 20, noise: 0.1, ratio: 0.1, group: 5 }
    }
}

/// The norm of each group times λ and the root of its size, over neighbours; the last group may be smaller.
pub struct Groups {
    weight: f64,
    size: usize,
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

impl Groups {
    /// λ √|G|.
    fn share(&self, group: &[f64]) -> f64 {
        self.weight * (group.len() as f64).sqrt()
    }
}

impl Penalty for Groups {
    fn value(&self, x: &[f64]) -> f64 {
        x.chunks(self.size).map(|group| self.share(group) * norm(group)).sum()
    }

    fn prox(&self, v: &[f64], t: f64, p: &mut [f64]) {
        for (p, v) in p.chunks_mut(self.size).zip(v.chunks(self.size)) {
            let (length, threshold) = (norm(v), t * self.share(v));
            let scale = if length > threshold { 1.0 - threshold / length } else { 0.0 };
            p.iter_mut().zip(v).for_each(|(p, v)| *p = scale * v);
        }
    }

    fn shrink(&self, g: &[f64]) -> Option<f64> {
        Some(g.chunks(self.size).map(|group| self.share(group) / norm(group)).fold(1.0, f64::min))
    }
}

/// Data with more entries take long: the optimum is kept.
const LONG: usize = 200_000;
/// Of the method, for kept results.
const VERSION: u32 = 1;
/// Proximal sweeps over the groups between runs of Newton's method, the number of times that is tried, and its steps.
const SWEEPS: usize = 50;
const ROUNDS: usize = 1000;
const STEPS: usize = 12;

impl Family for GroupLasso {
    const ABOUT: About = About {
        name: "group-lasso",
        title: "least squares with a penalty on groups of variables, synthetic, on a shipped data set or on a file",
        formula: "F(x) = (1/2N) ‖Ax − b‖² + λ Σ_G √|G| ‖x_G‖₂,  groups of neighbours,  λ = ratio · max ‖(Aᵀb)_G‖/(N√|G|),  x⁰ = 0;  b is \
                  the label, standardised in shipped sets",
        optimum: "certified: proximal steps on the groups and Newton's method on those that are not 0, to a duality gap of at \
                  most 1e-13 F*; L = λmax(AᵀA)/N, μ = λmin(AᵀA)/N where that is positive, L_max = max ‖aᵢ‖²",
        source: "Yuan and Lin, Model selection and estimation in regression with grouped variables, JRSS B 68, 2006, equation 2.1",
        parameters: &documented::<4, 10>([
            SIGNAL[0],
            SIGNAL[1],
            ("ratio", "λ as a fraction of the smallest λ whose solution is 0"),
            ("group", "number of variables of a group; the last may have fewer"),
        ]),
    };

    type Made = Fit<Square, Groups>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite, Class::CompositeSum]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, nonzeros, noise, ratio, group } = *self;
        expect(ratio > 0.0 && ratio < 1.0, "ratio", ratio, "more than 0 and less than 1")?;
        expect((1..=design.columns()).contains(&group), "group", group, "1 to the number of variables")?;
        let samples = Signal { nonzeros, noise, outliers: 0.0 }.samples(design, rng, data)?;
        let pull = samples.rows.transposed_times(&samples.targets) / samples.len() as f64;
        let one = Groups { weight: 1.0, size: group };
        let steepest = pull.as_slice().chunks(group).map(|pull| norm(pull) / one.share(pull)).fold(0.0, f64::max);
        let penalty = Groups { weight: ratio * steepest, size: group };
        let compute = || descend(&samples, &penalty).map(|(x, f)| (x.as_slice().to_vec(), f));
        let (x, value) = if samples.rows.entries() < LONG {
            compute()?
        } else {
            let key = samples.key(Key::new(Self::ABOUT.name, VERSION)).numbers(&[penalty.weight, group as f64]);
            cached(data.cache.as_deref(), &key, compute)?
        };
        let solution = Vector::from_vec(x);
        let mut known = known(&samples, &Square, 0.0);
        known.optimal_value = Some(value);
        known.distance = Some(solution.norm());
        let reference = Some(Reference { value, kind: ReferenceKind::Certified });
        Ok(Fit { samples, loss: Square, ridge: 0.0, penalty, known, solution: Some(solution), reference })
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).composite_sum().problem(), judge: Box::new(judge), known: made.known }
    }
}

/// Proximal steps group by group until Newton's method on the groups that are left has no duality gap; x and F(x).
fn descend(samples: &Samples, penalty: &Groups) -> Result<(Vector, f64), Error> {
    let Samples { rows, targets } = samples;
    let (features, count) = (rows.transposed(), rows.len() as f64);
    let n = rows.dim();
    let groups: Vec<Vec<usize>> = (0..n).collect::<Vec<_>>().chunks(penalty.size).map(<[usize]>::to_vec).collect();
    // The trace of a group's block bounds its largest eigenvalue.
    let bounds: Vec<f64> =
        groups.iter().map(|group| group.iter().map(|&j| features.norm_squared(j)).sum::<f64>() / count).collect();
    let mut x = Vector::zeros(n);
    let mut r = -targets;
    for _ in 0..ROUNDS {
        for _ in 0..SWEEPS {
            for (group, &l) in groups.iter().zip(&bounds).filter(|(_, l)| **l > 0.0) {
                let moved: Vec<f64> =
                    group.iter().map(|&j| x[j] - features.product(j, r.as_slice()) / count / l).collect();
                let mut next = moved.clone();
                penalty.prox(&moved, 1.0 / l, &mut next);
                for (&j, next) in group.iter().zip(next) {
                    if next.to_bits() != x[j].to_bits() {
                        features.add(j, next - x[j], r.as_mut_slice());
                        x[j] = next;
                    }
                }
            }
        }
        let exact = polished(samples, &features, penalty, &x);
        let r = rows.times(&exact) - targets;
        let f = 0.5 * r.norm_squared() / count;
        let mut g = rows.transposed_times(&r) / count;
        let optimum = f + penalty.value(exact.as_slice());
        if duality_gap(penalty, 0.0, (&exact, f), &mut g, &mut x.clone()) <= CERTIFIED * optimum {
            return Ok((exact, optimum));
        }
    }
    Err(Error::Impossible(format!(
        "lambda = {}: the reference optimum could not be computed to a relative duality gap of {CERTIFIED}: a larger \
         ratio or a smaller condition would do",
        penalty.weight
    )))
}

/// Newton steps on the groups of x that are not 0, where F is smooth; x itself where they fail.
fn polished(samples: &Samples, features: &crate::data::Rows, penalty: &Groups, x: &Vector) -> Vector {
    let Samples { rows, targets } = samples;
    let count = rows.len() as f64;
    let size = penalty.size;
    let active = |j: usize| x.as_slice().chunks(size).nth(j / size).is_some_and(|group| norm(group) > 0.0);
    let support: Vec<usize> = (0..x.len()).filter(|&j| active(j)).collect();
    let mut gram = Matrix::zeros(support.len(), support.len());
    for (k, &j) in support.iter().enumerate() {
        let mut feature = Vector::zeros(rows.len());
        features.add(j, 1.0 / count, feature.as_mut_slice());
        for (l, &i) in support.iter().enumerate() {
            gram[(l, k)] = features.product(i, feature.as_slice());
        }
    }
    let mut exact = x.clone();
    for _ in 0..STEPS {
        let g = rows.transposed_times(&(rows.times(&exact) - targets)) / count;
        let mut hessian = gram.clone();
        let mut slope = Vector::zeros(support.len());
        let length = |j: usize| {
            let from = j / size * size;
            let group = &exact.as_slice()[from..(from + size).min(x.len())];
            (norm(group), penalty.share(group))
        };
        for (k, &j) in support.iter().enumerate() {
            let (length, share) = length(j);
            slope[k] = g[j] + share * exact[j] / length;
            hessian[(k, k)] += share / length;
            for (l, &i) in support.iter().enumerate().filter(|(_, i)| **i / size == j / size) {
                hessian[(l, k)] -= share * exact[i] * exact[j] / (length * length * length);
            }
        }
        let Some(factor) = nalgebra::Cholesky::new(hessian) else { return x.clone() };
        let step = factor.solve(&slope);
        support.iter().zip(step.as_slice()).for_each(|(&j, step)| exact[j] -= step);
    }
    if exact.as_slice().iter().all(|x| x.is_finite()) { exact } else { x.clone() }
}
