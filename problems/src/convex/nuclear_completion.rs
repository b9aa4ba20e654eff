//! ½ Σ over Ω of (Xᵢⱼ − Mᵢⱼ)² with a nuclear norm, as a penalty or as a bound.

use crate::class::{Composite, Objective, Smooth, Space};
use crate::data::{Key, cached};
use crate::lanes::{sum2, sum3};
use crate::random::{gaussian_matrix, gaussian_vector};
use crate::set::l1_ball;
use crate::svd::Svd;
use crate::{About, Certifying, Class, CompositeGap, Data, Error, Family, Instance, Known, Offer, Reference};
use crate::{ReferenceKind, Rng, Vector, expect};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// How the nuclear norm enters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    /// + λ‖X‖_*.
    #[default]
    Penalty,
    /// ‖X‖_* ≤ τ.
    Ball,
}

/// Nuclear-norm matrix completion.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NuclearCompletion {
    form: Form,
    rows: usize,
    columns: usize,
    rank: usize,
    observed: f64,
    noise: f64,
    ratio: f64,
}

impl Default for NuclearCompletion {
    fn default() -> Self {
        Self { form: Form::Penalty, rows: 30, columns: 20, rank: 2, observed: 0.5, noise: 0.1, ratio: 0.1 }
    }
}

/// The observations and the optimum.
pub struct Made {
    completion: Completion,
    solution: Vector,
    optimum: f64,
}

struct Completion {
    shape: (usize, usize),
    form: Form,
    /// λ or τ.
    weight: f64,
    /// 1 where an entry was observed, else 0; and the entries, 0 where not observed.
    mask: Vector,
    entries: Vector,
}

impl Family for NuclearCompletion {
    const ABOUT: About = About {
        name: "nuclear-completion",
        title: "completion of a low-rank matrix with the nuclear norm, as penalty or ball",
        formula: "penalty: min ½ Σ over Ω of (Xᵢⱼ − Mᵢⱼ)² + λ‖X‖_* (prox: shrinks singular values), \
                  λ = ratio · σ₁(P_Ω(M));  ball: min ½ Σ over Ω of (Xᵢⱼ − Mᵢⱼ)² over ‖X‖_* ≤ τ (prox: projection; LMO: −τu₁v₁ᵀ of the \
                  gradient), τ = (1 − ratio) · ‖UVᵀ‖_*/√rank;  M = UVᵀ/√rank + noise N(0, I), U, V ~ N(0, I), each entry in Ω with \
                  probability `observed`;  X⁰ = 0",
        optimum: "certified: accelerated proximal gradient steps to a duality gap of at most 1e-12 f*: the residual scaled into \
                  σ₁ ≤ λ, or the Frank-Wolfe gap; L = 1",
        source: "Mazumder, Hastie and Tibshirani, Spectral regularization algorithms for learning large incomplete matrices, JMLR 11, \
                 2010; ball: Jaggi and Sulovský, A simple algorithm for nuclear norm regularized problems, ICML 2010",
        parameters: &[
            ("form", "penalty or ball"),
            ("rows", "rows of X"),
            ("columns", "columns of X"),
            ("rank", "rank of M without noise"),
            ("observed", "share of the entries that are in Ω"),
            ("noise", "standard deviation of the noise"),
            (
                "ratio",
                "λ as a fraction of the smallest λ whose solution is 0; ball: what τ lacks of the norm of UVᵀ/√rank",
            ),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        self.rows * self.columns
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { form, rows, columns, rank, observed, noise, ratio } = *self;
        expect((2..=2000).contains(&rows), "rows", rows, "2 to 2000")?;
        expect((2..=2000).contains(&columns), "columns", columns, "2 to 2000")?;
        expect((1..=rows.min(columns)).contains(&rank), "rank", rank, "1 to the smaller of rows and columns")?;
        expect(observed > 0.0 && observed <= 1.0, "observed", observed, "more than 0 and at most 1")?;
        expect(noise > 0.0 && noise.is_finite(), "noise", noise, "a positive number")?;
        expect(ratio > 0.0 && ratio < 1.0, "ratio", ratio, "more than 0 and less than 1")?;
        let clean = gaussian_matrix(rows, rank, rng) * gaussian_matrix(rank, columns, rng) / (rank as f64).sqrt();
        let noisy = Vector::from_column_slice(clean.as_slice()) + noise * gaussian_vector(rows * columns, rng);
        let mask = Vector::from_fn(rows * columns, |_, _| f64::from(u8::from(rng.random_bool(observed))));
        let entries = noisy.component_mul(&mask);
        let mut svd = Svd::new(rows, columns);
        let weight = match form {
            Form::Penalty => {
                svd.decompose(entries.as_slice());
                ratio * svd.sigma.iter().copied().fold(0.0, f64::max)
            }
            Form::Ball => {
                svd.decompose(clean.as_slice());
                (1.0 - ratio) * svd.sigma.iter().sum::<f64>()
            }
        };
        expect(weight > 0.0, "observed", observed, "enough for an entry to be observed")?;
        let completion = Completion { shape: (rows, columns), form, weight, mask, entries };
        let key = Key::new("nuclear-completion", 1).numbers(completion.entries.as_slice());
        let key = key.numbers(completion.mask.as_slice()).numbers(&[
            rows as f64,
            weight,
            f64::from(u8::from(form == Form::Ball)),
        ]);
        let (solution, optimum) = cached(data.cache.as_deref(), &key, || completion.minimize())?;
        Ok(Made { completion, solution: Vector::from_vec(solution), optimum })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Fit::new(Arc::clone(made)));
        let known = Known {
            smoothness: Some(1.0),
            strong_convexity: Some(0.0),
            optimal_value: Some(made.optimum),
            distance: Some(made.solution.norm()),
            ..Known::default()
        };
        let reference = Reference { value: made.optimum, kind: ReferenceKind::Certified };
        let judge = CompositeGap::new(Rc::clone(&problem), reference, Some(made.solution.clone()), 1.0, made.optimum);
        Instance { problem: Offer::of(problem).composite().problem(), judge: Box::new(judge), known }
    }
}

/// Duality gap at which the reference counts as exact, relative to f*.
const CERTIFIED: f64 = 1e-12;
/// Accelerated steps before it gives up, and between looks at the duality gap.
const STEPS: usize = 100_000;
const LOOKS: usize = 20;

/// Work space of singular values.
struct Spectral {
    svd: Svd,
    values: Vec<f64>,
    scratch: Vec<f64>,
}

impl Spectral {
    /// ‖X‖_*.
    fn norm(&mut self, x: &[f64]) -> f64 {
        self.svd.decompose(x);
        self.svd.sigma.iter().sum()
    }
}

impl Completion {
    fn spectral(&self) -> Spectral {
        let (rows, columns) = self.shape;
        let short = rows.min(columns);
        Spectral { svd: Svd::new(rows, columns), values: vec![0.0; short], scratch: vec![0.0; short] }
    }

    /// ½ Σ over Ω of (X − M)².
    fn value(&self, x: &[f64]) -> f64 {
        0.5 * sum3(x, self.entries.as_slice(), self.mask.as_slice(), |x, m, w| w * (x - m) * (x - m))
    }

    /// g ← X − M where observed, else 0.
    fn gradient(&self, x: &[f64], g: &mut [f64]) {
        let observed = self.entries.as_slice().iter().zip(self.mask.as_slice());
        for ((g, x), (m, w)) in g.iter_mut().zip(x).zip(observed) {
            *g = w * (x - m);
        }
    }

    fn prox(&self, v: &[f64], t: f64, p: &mut [f64], spectral: &mut Spectral) {
        let Spectral { svd, values, scratch } = spectral;
        svd.decompose(v);
        values.copy_from_slice(&svd.sigma);
        match self.form {
            Form::Penalty => values.iter_mut().for_each(|sigma| *sigma = (*sigma - t * self.weight).max(0.0)),
            Form::Ball => l1_ball::project(values, self.weight, scratch),
        }
        svd.compose(values, p);
    }

    /// Bounds the error of X with g = ∇f(X): for the penalty by the dual value at sg with s ≤ 1 scaling σ₁(g) to λ.
    ///
    /// With f = ‖g‖²/2 that is f + λ‖X‖_* + s²f + s⟨g, M⟩, and ⟨g, M⟩ = ⟨g, X⟩ − 2f.
    fn gap(&self, x: &[f64], g: &[f64], spectral: &mut Spectral) -> f64 {
        let norm = if self.form == Form::Penalty { spectral.norm(x) } else { 0.0 };
        spectral.svd.decompose(g);
        let steepest = spectral.svd.sigma.iter().copied().fold(0.0, f64::max);
        let product = sum2(x, g, |x, g| x * g);
        match self.form {
            Form::Penalty => {
                let s = (self.weight / steepest).min(1.0);
                (1.0 - s) * (1.0 - s) * self.value(x) + self.weight * norm + s * product
            }
            Form::Ball => product + self.weight * steepest,
        }
    }

    /// Accelerated proximal gradient with step 1, restarted when it turns back, to a duality gap that proves F*.
    fn minimize(&self) -> Result<(Vec<f64>, f64), Error> {
        let n = self.entries.len();
        let mut spectral = self.spectral();
        let (mut x, mut next, mut g) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        let (mut y, mut theta) = (x.clone(), 1.0f64);
        for step in 0..STEPS {
            self.gradient(&y, &mut g);
            let descent: Vec<f64> = y.iter().zip(&g).map(|(y, g)| y - g).collect();
            self.prox(&descent, 1.0, &mut next, &mut spectral);
            if sum3(&y, &next, &x, |y, next, x| (y - next) * (next - x)) > 0.0 {
                theta = 1.0;
            }
            let larger = 0.5 * (1.0 + (1.0 + 4.0 * theta * theta).sqrt());
            let push = (theta - 1.0) / larger;
            y.iter_mut().zip(next.iter().zip(&x)).for_each(|(y, (next, x))| *y = next + push * (next - x));
            std::mem::swap(&mut x, &mut next);
            theta = larger;
            if step % LOOKS == 0 {
                self.gradient(&x, &mut g);
                let penalty = if self.form == Form::Penalty { self.weight * spectral.norm(&x) } else { 0.0 };
                let optimum = self.value(&x) + penalty;
                if self.gap(&x, &g, &mut spectral) <= CERTIFIED * optimum {
                    return Ok((x, optimum));
                }
            }
        }
        Err(Error::Impossible(format!(
            "weight = {}: the reference optimum could not be computed to a relative duality gap of {CERTIFIED}: a larger ratio, \
             more noise or more entries would do",
            self.weight
        )))
    }
}

struct Fit {
    made: Arc<Made>,
    scratch: RefCell<(Vector, Spectral)>,
}

impl Fit {
    fn new(made: Arc<Made>) -> Self {
        let scratch = RefCell::new((Vector::zeros(made.solution.len()), made.completion.spectral()));
        Self { made, scratch }
    }
}

impl Space for Fit {
    fn dim(&self) -> usize {
        self.made.solution.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![self.made.completion.shape]
    }
}

impl Objective for Fit {
    fn value(&self, x: &Vector) -> f64 {
        self.made.completion.value(x.as_slice())
    }
}

impl Smooth for Fit {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.made.completion.gradient(x.as_slice(), g.as_mut_slice());
    }
}

/// So far outside the ball, relative to τ, is rounding.
const INSIDE: f64 = 1e-10;

impl Composite for Fit {
    fn penalty(&self, x: &Vector) -> f64 {
        let Completion { form, weight, .. } = self.made.completion;
        let norm = self.scratch.borrow_mut().1.norm(x.as_slice());
        match form {
            Form::Penalty => weight * norm,
            Form::Ball if norm <= weight * (1.0 + INSIDE) => 0.0,
            Form::Ball => f64::INFINITY,
        }
    }

    fn prox(&self, v: &Vector, t: f64, p: &mut Vector) {
        self.made.completion.prox(v.as_slice(), t, p.as_mut_slice(), &mut self.scratch.borrow_mut().1);
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        if self.made.completion.form == Form::Penalty {
            return None;
        }
        let Spectral { svd, values, .. } = &mut self.scratch.borrow_mut().1;
        svd.decompose(g.as_slice());
        l1_ball::lmo(&svd.sigma, self.made.completion.weight, values);
        svd.compose(values, s.as_mut_slice());
        Some(())
    }
}

impl Certifying for Fit {
    fn duality_gap(&self, x: &Vector) -> f64 {
        let (g, spectral) = &mut *self.scratch.borrow_mut();
        self.made.completion.gradient(x.as_slice(), g.as_mut_slice());
        self.made.completion.gap(x.as_slice(), g.as_slice(), spectral)
    }

    fn violation(&self, x: &Vector) -> Option<f64> {
        let Completion { form, weight, .. } = self.made.completion;
        (form == Form::Ball).then(|| (self.scratch.borrow_mut().1.norm(x.as_slice()) - weight).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{agrees, wave};
    use super::{Completion, Form};
    use crate::Vector;

    #[test]
    fn optima_are_those_of_another_solver() {
        for (form, name, weight) in [(Form::Penalty, "penalty", 0.7), (Form::Ball, "ball", 2.0)] {
            let mask = Vector::from_fn(30, |k, _| f64::from(u8::from(7 * k % 3 != 0)));
            let entries = wave(1, 30).component_mul(&mask);
            let completion = Completion { shape: (6, 5), form, weight, mask, entries };
            agrees("nuclear-completion", name, completion.minimize().unwrap().1);
        }
    }
}
