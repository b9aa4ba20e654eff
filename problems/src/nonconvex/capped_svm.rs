//! (1/N) Σᵢ max(0, 1 − bᵢ aᵢᵀx) + λ Σⱼ min(|xⱼ|, cap).

use crate::class::{Objective, Space, Stochastic};
use crate::data::{BINARY, Binary, Data, Design, Key, Rows, cached, documented};
use crate::expect;
use crate::risk::Hinges;
use crate::{About, Class, Error, Family, Gap, Instance, Known, Offer, Prices, Reference, ReferenceKind, Rng, Vector};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The support vector machine with a capped ℓ₁ penalty.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CappedL1Svm {
    #[serde(flatten)]
    design: Design,
    separable: bool,
    flips: f64,
    weight: f64,
    cap: f64,
}

impl Default for CappedL1Svm {
    fn default() -> Self {
        Self { design: Design::synthetic(500, 20), separable: false, flips: 0.0, weight: 0.01, cap: 2.0 }
    }
}

/// What cells share: the rows zᵢ = bᵢaᵢ and the best point found.
pub struct Made {
    rows: Rows,
    weight: f64,
    cap: f64,
    solution: Vector,
    value: f64,
}

impl Family for CappedL1Svm {
    const ABOUT: About = About {
        name: "capped-l1-svm",
        title: "support vector machine with a capped ℓ₁ penalty, nonsmooth and nonconvex",
        formula: "F(x) = (1/N) Σᵢ max(0, 1 − bᵢ aᵢᵀx) + λ Σⱼ min(|xⱼ|, cap),  λ = weight, bᵢ = ±1 as in logistic-regression,  x⁰ = 0; \
                  samples give values and subgradients",
        optimum: "local: the linear programs of the convex-concave procedure (an interior-point method each), from the ℓ₁ \
                  penalty, until F no longer falls",
        source: "Chen, Xu and Luo, Faster gradient-free algorithms for nonsmooth nonconvex stochastic optimization, ICML 2023, \
                 section 5 (there weight = 1e-5/N and cap = 2 on LIBSVM sets); Zhang, Analysis of multi-stage convex relaxation for \
                 sparse regularization, JMLR 11, 2010",
        parameters: &documented::<4, 10>([
            BINARY[0],
            BINARY[1],
            ("weight", "weight λ of the penalty"),
            ("cap", "size of a variable beyond which it costs no more"),
        ]),
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Stochastic]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { ref design, separable, flips, weight, cap } = *self;
        expect(weight > 0.0 && weight.is_finite(), "weight", weight, "a positive number")?;
        expect(cap > 0.0 && cap.is_finite(), "cap", cap, "a positive number")?;
        let samples = Binary { separable, flips }.samples(design, rng, data)?;
        let rows = samples.rows.scaled(samples.targets.as_slice());
        let zero = Vector::zeros(rows.dim());
        let unsolved = Made { rows, weight, cap, solution: zero, value: f64::NAN };
        let compute = || descend(&unsolved).map(|(x, f)| (x.as_slice().to_vec(), f));
        let (x, value) = if unsolved.rows.entries() < LONG {
            compute()?
        } else {
            let key = unsolved.rows.key(Key::new(Self::ABOUT.name, VERSION)).numbers(&[weight, cap]);
            cached(data.cache.as_deref(), &key, compute)?
        };
        Ok(Made { solution: Vector::from_vec(x), value, ..unsolved })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Capped { made: Arc::clone(made) });
        let reference = Reference { value: made.value, kind: ReferenceKind::Local };
        let judge = Gap::new(Rc::clone(&problem), reference, Some(made.solution.clone()));
        let known = Known { optimal_value: Some(made.value), distance: Some(made.solution.norm()), ..Known::default() };
        Instance { problem: Offer::of(problem).objective().stochastic().problem(), judge: Box::new(judge), known }
    }
}

/// Data with more entries take long: the point is kept.
const LONG: usize = 50_000;
/// Of the method, for kept results.
const VERSION: u32 = 1;
/// Linear programs after which it ends.
const PROGRAMS: usize = 50;
/// Fall of F below which it ends, relative.
const FALL: f64 = 1e-13;

impl Made {
    fn value_at(&self, x: &Vector) -> f64 {
        let losses: f64 = (0..self.rows.len()).map(|i| (1.0 - self.rows.product(i, x.as_slice())).max(0.0)).sum();
        losses / self.rows.len() as f64 + self.capped(x)
    }

    fn capped(&self, x: &Vector) -> f64 {
        self.weight * x.as_slice().iter().map(|x| x.abs().min(self.cap)).sum::<f64>()
    }
}

/// The penalty is λ|xⱼ| − λ(|xⱼ| − cap)⁺: each program has the second part linearised at the last point.
fn descend(made: &Made) -> Result<(Vector, f64), Error> {
    let Made { rows, weight, cap, .. } = made;
    let (n, count) = (rows.dim(), rows.len());
    let stacked = rows.with_axes();
    // λ|xⱼ| = 2λ(0 − xⱼ)⁺ + λxⱼ.
    let offsets = Vector::from_fn(count + n, |i, _| if i < count { 1.0 } else { 0.0 });
    let heights = Vector::from_fn(count + n, |i, _| if i < count { 1.0 / count as f64 } else { 2.0 * weight });
    let mut best = (Vector::zeros(n), f64::INFINITY);
    for _ in 0..PROGRAMS {
        let slope = |x: &f64| if x.abs() > *cap { weight * x.signum() } else { 0.0 };
        let linear = Vector::from_iterator(n, best.0.as_slice().iter().map(|x| slope(x) - weight));
        let hinges = Hinges { rows: &stacked, offsets: &offsets, heights: &heights, linear: &linear, ridge: 0.0 };
        let x = hinges.solve().map(|solved| solved.x);
        let x = x.ok_or_else(|| Error::Impossible("a linear program of the reference could not be solved".into()))?;
        let value = made.value_at(&x);
        if value >= best.1 - FALL * value {
            break;
        }
        best = (x, value);
    }
    Ok(best)
}

struct Capped {
    made: Arc<Made>,
}

impl Space for Capped {
    fn dim(&self) -> usize {
        self.made.rows.dim()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn prices(&self) -> Prices {
        Prices { samples: self.made.rows.len() as u64, ..Prices::default() }
    }
}

impl Objective for Capped {
    fn value(&self, x: &Vector) -> f64 {
        self.made.value_at(x)
    }
}

impl Stochastic for Capped {
    fn samples(&self) -> Option<u64> {
        Some(self.made.rows.len() as u64)
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        let loss = |&key: &u64| (1.0 - self.made.rows.product(key as usize, x.as_slice())).max(0.0);
        keys.iter().map(loss).sum::<f64>() / keys.len() as f64 + self.made.capped(x)
    }

    /// A subgradient of the hinges plus the slope of the penalty, 0 at its kinks.
    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        let Made { rows, weight, cap, .. } = &*self.made;
        for (g, x) in g.as_mut_slice().iter_mut().zip(x.as_slice()) {
            *g = if *x == 0.0 || x.abs() > *cap { 0.0 } else { weight * x.signum() };
        }
        for &key in keys {
            if rows.product(key as usize, x.as_slice()) < 1.0 {
                rows.add(key as usize, -1.0 / keys.len() as f64, g.as_mut_slice());
            }
        }
    }
}
