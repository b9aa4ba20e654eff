//! (1/2N) ‖Ax − b‖² + Σⱼ p(|xⱼ|), p concave and constant far out: SCAD and MCP.

use crate::data::{Data, Design, Signal, documented};
use crate::risk::{Fit, Penalty, PrimalDual, Regression, Square, known};
use crate::{About, Class, Error, Family, Instance, Known, Offer, Rng, expect};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// Σⱼ p(|xⱼ|) with slope λ at 0 that falls to 0.
pub struct Folded {
    kind: Kind,
    /// The slope λ at 0.
    weight: f64,
    /// a of SCAD, γ of MCP.
    shape: f64,
}

#[derive(Clone, Copy)]
enum Kind {
    /// p' = λ up to λ, then (aλ − u)/(a − 1), 0 from aλ.
    Scad,
    /// p' = λ − u/γ, 0 from γλ.
    Mcp,
}

impl Folded {
    /// p(u), u ≥ 0.
    fn one(&self, u: f64) -> f64 {
        let Self { kind, weight: l, shape: a } = *self;
        match kind {
            Kind::Scad if u <= l => l * u,
            Kind::Scad if u <= a * l => (2.0 * a * l * u - u * u - l * l) / (2.0 * (a - 1.0)),
            Kind::Scad => 0.5 * l * l * (a + 1.0),
            Kind::Mcp => {
                let u = u.min(a * l);
                u * (l - 0.5 * u / a)
            }
        }
    }

    /// The global minimizer u ≥ 0 of p(u) + (u − v)²/(2t), v ≥ 0: the best of the stationary points and ends of p's pieces.
    fn nearest(&self, v: f64, t: f64) -> f64 {
        let Self { kind, weight: l, shape: a } = *self;
        let end = a * l;
        // On the piece with p' = s − cu the stationary point is (v − ts)/(1 − tc).
        let on = |s: f64, c: f64, from: f64, to: f64| {
            let u = (v - t * s) / (1.0 - t * c);
            if u.is_finite() { u.clamp(from, to) } else { from }
        };
        let candidates = match kind {
            Kind::Scad => [0.0, on(l, 0.0, 0.0, l), l, on(end / (a - 1.0), 1.0 / (a - 1.0), l, end), v.max(end)],
            Kind::Mcp => [0.0, on(l, 1.0 / a, 0.0, end), end, end, v.max(end)],
        };
        let model = |u: f64| self.one(u) + (u - v) * (u - v) / (2.0 * t);
        candidates.into_iter().fold(0.0, |best, u| if model(u) < model(best) { u } else { best })
    }
}

impl Penalty for Folded {
    fn value(&self, x: &[f64]) -> f64 {
        x.iter().map(|x| self.one(x.abs())).sum()
    }

    fn prox(&self, v: &[f64], t: f64, p: &mut [f64]) {
        for (p, v) in p.iter_mut().zip(v) {
            *p = v.signum() * self.nearest(v.abs(), t);
        }
    }

    fn weakness(&self) -> f64 {
        match self.kind {
            Kind::Scad => 1.0 / (self.shape - 1.0),
            Kind::Mcp => 1.0 / self.shape,
        }
    }
}

macro_rules! families {
    ($($family:ident, $kind:ident, $shape:literal, $least:literal, $doc:literal, $about:expr;)*) => {
        $(#[doc = $doc]
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $family {
            #[serde(flatten)]
            design: Design,
            nonzeros: usize,
            noise: f64,
            ratio: f64,
            shape: f64,
        }

        impl Default for $family {
            fn default() -> Self {
                Self { design: Design::synthetic(100, 200), nonzeros: 10, noise: 0.1, ratio: 0.1, shape: $shape }
            }
        }

        impl Family for $family {
            const ABOUT: About = $about;

            type Made = Fit<Square, Folded>;

            fn classes(&self) -> Vec<Class> {
                vec![Class::Composite, Class::CompositeSum]
            }

            fn dim(&self) -> usize {
                self.design.columns()
            }

            fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
                let Self { ref design, nonzeros, noise, ratio, shape } = *self;
                expect(
                    shape > $least && shape.is_finite(),
                    "shape",
                    shape,
                    concat!("a number of more than ", stringify!($least)),
                )?;
                let weight = |steepest| Folded { kind: Kind::$kind, weight: ratio * steepest, shape };
                fit(weight, (design, ratio), &Signal { nonzeros, noise, outliers: 0.0 }, rng, data)
            }

            fn instance(&self, made: &Arc<Self::Made>) -> Instance {
                let problem = Rc::new(Regression { fit: Arc::clone(made) });
                let judge = PrimalDual::new(Rc::clone(&problem));
                let offer = Offer::of(problem).composite_sum();
                Instance { problem: offer.problem(), judge: Box::new(judge), known: made.known }
            }
        })*
    };
}

/// The least-squares fit with the penalty of a slope, as a multiple of ‖Aᵀb‖∞/N.
fn fit(
    penalty: impl Fn(f64) -> Folded,
    (design, ratio): (&Design, f64),
    signal: &Signal,
    rng: &mut Rng,
    data: &Data,
) -> Result<Fit<Square, Folded>, Error> {
    expect(ratio > 0.0 && ratio < 1.0, "ratio", ratio, "more than 0 and less than 1")?;
    let samples = signal.samples(design, rng, data)?;
    let steepest = samples.rows.transposed_times(&samples.targets).amax() / samples.len() as f64;
    let known = Known { strong_convexity: None, ..known(&samples, &Square, 0.0) };
    let penalty = penalty(steepest);
    Ok(Fit { samples, loss: Square, ridge: 0.0, penalty, known, solution: None, reference: None })
}

/// The parameters of both.
const PARAMETERS: [(&str, &str); 10] = documented::<4, 10>([
    ("nonzeros", "size of the support of the synthetic signal x♮, with entries ±1: b = A x♮ + noise"),
    ("noise", "standard deviation of the noise in synthetic b"),
    ("ratio", "λ as a fraction of ‖Aᵀb‖∞/N"),
    ("shape", "a of SCAD (more than 2), γ of MCP (more than 0): the larger, the closer to the lasso"),
]);

families! {
    ScadRegression, Scad, 3.7, 2.0, "Least squares with the smoothly clipped absolute deviation.", About {
        name: "scad-regression",
        title: "least squares with the smoothly clipped absolute deviation",
        formula: "F(x) = (1/2N) ‖Ax − b‖² + Σⱼ p(|xⱼ|),  p'(u) = λ for u ≤ λ, (aλ − u)⁺/(a − 1) beyond,  λ = ratio · ‖Aᵀb‖∞/N,  \
                  x⁰ = 0;  b is the label, standardised in shipped sets",
        optimum: "none known; error L ‖x − prox(x − ∇f(x)/L)‖, with 2/(a − 1) where that is more than L = λmax(AᵀA)/N",
        source: "Fan and Li, Variable selection via nonconcave penalized likelihood and its oracle properties, JASA 96, 2001, \
                 equation 2.7",
        parameters: &PARAMETERS,
    };
    McpRegression, Mcp, 3.0, 0.0, "Least squares with the minimax concave penalty.", About {
        name: "mcp-regression",
        title: "least squares with the minimax concave penalty",
        formula: "F(x) = (1/2N) ‖Ax − b‖² + Σⱼ p(|xⱼ|),  p'(u) = (λ − u/γ)⁺,  λ = ratio · ‖Aᵀb‖∞/N,  x⁰ = 0;  b is the label, \
                  standardised in shipped sets",
        optimum: "none known; error L ‖x − prox(x − ∇f(x)/L)‖, with 2/γ where that is more than L = λmax(AᵀA)/N",
        source: "Zhang, Nearly unbiased variable selection under minimax concave penalty, Annals of Statistics 38, 2010, \
                 equation 2.1",
        parameters: &PARAMETERS,
    };
}
