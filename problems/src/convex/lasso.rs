//! (1/2N) ‖Ax − b‖² + λ‖x‖₁.

use crate::data::{Data, Design, Key, Samples, Signal, cached, documented};
use crate::risk::{Fit, L1, PrimalDual, Regression, Square, descend, known};
use crate::{About, Class, Error, Family, Instance, Offer, Reference, ReferenceKind, Rng, Vector, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The lasso.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lasso {
    #[serde(flatten)]
    design: Design,
    nonzeros: usize,
    noise: f64,
    ratio: f64,
}

impl Default for Lasso {
    fn default() -> Self {
        Self { design: Design::synthetic(100, 200), nonzeros: 10, noise: 0.1, ratio: 0.1 }
    }
}

/// What regressions on a sparse signal say of it.
pub(super) const SIGNAL: [(&str, &str); 2] = [
    ("nonzeros", "size of the support of the synthetic signal x♮, with entries ±1: b = A x♮ + noise"),
    ("noise", "standard deviation of the noise in synthetic b; 0: all rows can be met"),
];

impl Family for Lasso {
    const ABOUT: About = About {
        name: "lasso",
        title: "least squares with an ℓ₁ penalty, synthetic, on a shipped data set or on a file",
        formula: "F(x) = (1/2N) ‖Ax − b‖² + λ‖x‖₁,  λ = ratio · ‖Aᵀb‖∞/N,  x⁰ = 0;  b is the label, standardised in shipped sets",
        optimum: "certified: coordinate descent and a solve on the support, to a duality gap of at most 1e-13 F*; \
                  L = λmax(AᵀA)/N, μ = λmin(AᵀA)/N where that is positive, L_max = max ‖aᵢ‖²",
        source: "Tibshirani, Regression shrinkage and selection via the lasso, JRSS B 58, 1996. optdigits: Alpaydin and \
                 Kaynak, UCI 1998; breast-cancer: Wolberg, Mangasarian, Street and Street, UCI 1995",
        parameters: &documented::<3, 9>([
            SIGNAL[0],
            SIGNAL[1],
            ("ratio", "λ as a fraction of the smallest λ whose solution is 0"),
        ]),
    };

    type Made = Fit<Square, L1>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite, Class::CompositeSum]
    }

    fn dim(&self) -> usize {
        self.design.columns()
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { ref design, nonzeros, noise, ratio } = *self;
        expect(ratio > 0.0 && ratio < 1.0, "ratio", ratio, "more than 0 and less than 1")?;
        let samples = Signal { nonzeros, noise, outliers: 0.0 }.samples(design, rng, data)?;
        let lambda = ratio * steepest(&samples);
        sparse_fit(Self::ABOUT.name, samples, (lambda, 0.0), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).composite_sum().problem(), judge: Box::new(judge), known: made.known }
    }
}

/// ‖Aᵀb‖∞/N, the smallest λ whose solution is 0.
pub(super) fn steepest(samples: &Samples) -> f64 {
    samples.rows.transposed_times(&samples.targets).amax() / samples.len() as f64
}

/// The fit of a square loss with λ‖x‖₁ and a ridge, and its certified optimum.
pub(super) fn sparse_fit(
    method: &'static str,
    samples: Samples,
    (lambda, ridge): (f64, f64),
    data: &Data,
) -> Result<Fit<Square, L1>, Error> {
    /// Data with more entries take long: the optimum is kept.
    const LONG: usize = 200_000;
    /// Of the method, for kept results.
    const VERSION: u32 = 1;
    let compute = || descend(&samples, lambda, ridge).map(|(x, f)| (x.as_slice().to_vec(), f));
    let (x, value) = if samples.rows.entries() < LONG {
        compute()?
    } else {
        cached(data.cache.as_deref(), &samples.key(Key::new(method, VERSION)).numbers(&[lambda, ridge]), compute)?
    };
    let solution = Vector::from_vec(x);
    let mut known = known(&samples, &Square, ridge);
    known.optimal_value = Some(value);
    known.distance = Some(solution.norm());
    let reference = Some(Reference { value, kind: ReferenceKind::Certified });
    Ok(Fit { samples, loss: Square, ridge, penalty: L1 { weight: lambda }, known, solution: Some(solution), reference })
}
