//! The dual of total variation denoising of an image: ½‖Dᵀu − y‖² over a ball or two intervals for every pixel.

use super::ball_barrier::OnBalls;
use crate::class::{Composite, Objective, Smooth, Space};
use crate::data::{Key, cached};
use crate::lanes::sum;
use crate::random::gaussian_vector;
use crate::{About, Certifying, Class, CompositeGap, Data, Error, Family, Instance, Known, Offer, Reference};
use crate::{ReferenceKind, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::f64::consts::PI;
use std::rc::Rc;
use std::sync::Arc;

/// How the two differences of a pixel are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Norm {
    /// √(a² + b²).
    #[default]
    Isotropic,
    /// |a| + |b|.
    Anisotropic,
}

/// Total variation denoising in two dimensions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TvDenoising2d {
    rows: usize,
    columns: usize,
    norm: Norm,
    noise: f64,
    lambda: f64,
}

impl Default for TvDenoising2d {
    fn default() -> Self {
        Self { rows: 16, columns: 16, norm: Norm::Isotropic, noise: 0.2, lambda: 0.2 }
    }
}

/// The noisy image and the optimum.
pub struct Made {
    image: Image,
    optimum: f64,
}

struct Image {
    rows: usize,
    columns: usize,
    norm: Norm,
    lambda: f64,
    y: Vector,
}

impl Family for TvDenoising2d {
    const ABOUT: About = About {
        name: "tv-denoising-2d",
        title: "total variation denoising of an image: the dual over balls or intervals",
        formula: "min f(u) = ½‖Dᵀu − y‖² over ‖(uₚ, uₚ₊ₙ)‖ ≤ λ (isotropic) or |uᵢ| ≤ λ (anisotropic), n pixels p by columns, \
                  (Dx)ₚ = xₚ₊₁ − xₚ down a column, (Dx)ₚ₊ₙ along a row, 0 at the last; the image is x = y − Dᵀu, the minimizer of \
                  ½‖x − y‖² + λ TV(x);  y of four rectangles with levels N(0, 1), plus noise N(0, I);  u⁰ = 0",
        optimum: "certified: interior-point method to a duality gap Σ (λ‖(Dx)ₚ‖ − uₚᵀ(Dx)ₚ) of at most 1e-12 f*; the denoised image is \
                  unique, u is not; L = 4 sin²(π(r − 1)/2r) + 4 sin²(π(c − 1)/2c)",
        source: "Rudin, Osher and Fatemi, Nonlinear total variation based noise removal algorithms, Physica D 60, 1992; the dual: \
                 Chambolle, An algorithm for total variation minimization and applications, Journal of Mathematical Imaging and Vision \
                 20, 2004; Beck and Teboulle, Fast gradient-based algorithms for constrained total variation image denoising and \
                 deblurring problems, IEEE Transactions on Image Processing 18, 2009",
        parameters: &[
            ("rows", "rows r of the image"),
            ("columns", "columns c of the image; 2rc variables"),
            ("norm", "isotropic or anisotropic"),
            ("noise", "standard deviation of the noise"),
            ("lambda", "λ"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite]
    }

    fn dim(&self) -> usize {
        2 * self.rows * self.columns
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { rows, columns, norm, noise, lambda } = *self;
        expect((2..=512).contains(&rows), "rows", rows, "2 to 512")?;
        expect((2..=512).contains(&columns), "columns", columns, "2 to 512")?;
        expect(noise > 0.0 && noise.is_finite(), "noise", noise, "a positive number")?;
        expect(lambda > 0.0 && lambda.is_finite(), "lambda", lambda, "a positive number")?;
        let mut y = noise * gaussian_vector(rows * columns, rng);
        for _ in 0..4 {
            let (top, left) = (rng.random_range(0..rows), rng.random_range(0..columns));
            let (bottom, right) = (rng.random_range(top..rows), rng.random_range(left..columns));
            let level: f64 = rng.sample(StandardNormal);
            for j in left..=right {
                (top..=bottom).for_each(|i| y[i + rows * j] += level);
            }
        }
        let image = Image { rows, columns, norm, lambda, y };
        let isotropic = f64::from(u8::from(norm == Norm::Isotropic));
        let key = Key::new("tv-denoising-2d", 1).numbers(&[rows as f64, columns as f64, lambda, isotropic]);
        let key = key.numbers(image.y.as_slice());
        let optimum = cached(data.cache.as_deref(), &key, || image.optimum())?;
        Ok(Made { image, optimum })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let squared = |n: usize| 4.0 * (PI * (n - 1) as f64 / (2 * n) as f64).sin().powi(2);
        let smoothness = squared(self.rows) + squared(self.columns);
        let known = Known {
            smoothness: Some(smoothness),
            strong_convexity: Some(0.0),
            optimal_value: Some(made.optimum),
            ..Known::default()
        };
        let reference = Reference { value: made.optimum, kind: ReferenceKind::Certified };
        let pixels = made.image.y.len();
        let scratch = RefCell::new((Vector::zeros(pixels), Vector::zeros(2 * pixels)));
        let denoising = Rc::new(Denoising { made: Arc::clone(made), scratch });
        let judge = CompositeGap::new(Rc::clone(&denoising), reference, None, smoothness, made.optimum);
        Instance { problem: Offer::of(denoising).composite().problem(), judge: Box::new(judge), known }
    }
}

/// Duality gap at which the reference counts as exact, relative to f*.
const CERTIFIED: f64 = 1e-12;

impl Image {
    /// x ← y − Dᵀu.
    fn denoised(&self, u: &[f64], x: &mut [f64]) {
        let (r, n) = (self.rows, self.y.len());
        let (down, along) = u.split_at(n);
        let columns = x.chunks_exact_mut(r).zip(self.y.as_slice().chunks_exact(r)).zip(down.chunks_exact(r));
        for ((x, y), u) in columns {
            x[0] = y[0] + u[0];
            for ((x, y), u) in x[1..r - 1].iter_mut().zip(&y[1..]).zip(u.windows(2)) {
                *x = y + u[1] - u[0];
            }
            x[r - 1] = y[r - 1] - u[r - 2];
        }
        x[..n - r].iter_mut().zip(along).for_each(|(x, u)| *x += u);
        x[r..].iter_mut().zip(along).for_each(|(x, u)| *x -= u);
    }

    /// g ← −Dx.
    fn slopes(&self, x: &[f64], g: &mut [f64]) {
        let (r, n) = (self.rows, x.len());
        let (down, along) = g.split_at_mut(n);
        for (g, x) in down.chunks_exact_mut(r).zip(x.chunks_exact(r)) {
            for (g, x) in g.iter_mut().zip(x.windows(2)) {
                *g = x[0] - x[1];
            }
            g[r - 1] = 0.0;
        }
        for ((g, a), b) in along.iter_mut().zip(&x[..n - r]).zip(&x[r..]) {
            *g = a - b;
        }
        along[n - r..].fill(0.0);
    }

    /// Σ (λ‖(Dx)ₚ‖ + uₚᵀgₚ) with g = −Dx, x = y − Dᵀu.
    fn gap(&self, u: &[f64], g: &[f64]) -> f64 {
        let n = self.y.len();
        let pair = |p: usize| (g[p], g[p + n], u[p] * g[p] + u[p + n] * g[p + n]);
        (0..n)
            .map(|p| {
                let (a, b, product) = pair(p);
                let norm = if self.norm == Norm::Isotropic { a.hypot(b) } else { a.abs() + b.abs() };
                self.lambda * norm + product
            })
            .sum()
    }

    /// f*, to a duality gap that proves it.
    fn optimum(&self) -> Result<f64, Error> {
        let (r, n) = (self.rows, self.y.len());
        // Row p of D is x[next] − x[p]: DDᵀ has 2 where both ends are shared and ±1 where one is.
        let ends = |e: usize| {
            let (p, next) = if e < n { (e, e + 1) } else { (e - n, e - n + r) };
            let inside = if e < n { next % r != 0 } else { next < n };
            inside.then_some((p, next))
        };
        let mut at = vec![Vec::new(); n];
        for e in 0..2 * n {
            if let Some((p, next)) = ends(e) {
                at[p].push((e, -1.0));
                at[next].push((e, 1.0));
            }
        }
        let mut hessian = Vec::new();
        for edges in &at {
            for &(e, a) in edges {
                hessian.extend(edges.iter().filter(|(f, _)| *f <= e).map(|&(f, b)| (e, f, a * b)));
            }
        }
        let balls: Vec<[usize; 2]> = match self.norm {
            Norm::Isotropic => (0..n).map(|p| [p, p + n]).collect(),
            Norm::Anisotropic => (0..2 * n).map(|e| [e, e]).collect(),
        };
        let scratch = RefCell::new((Vector::zeros(n), Vector::zeros(2 * n)));
        let value = |u: &Vector| {
            let (x, g) = &mut *scratch.borrow_mut();
            self.denoised(u.as_slice(), x.as_mut_slice());
            self.slopes(x.as_slice(), g.as_mut_slice());
            (0.5 * x.norm_squared(), self.gap(u.as_slice(), g.as_slice()))
        };
        let gradient = |u: &Vector, g: &mut Vector| {
            let (x, _) = &mut *scratch.borrow_mut();
            self.denoised(u.as_slice(), x.as_mut_slice());
            self.slopes(x.as_slice(), g.as_mut_slice());
        };
        let relative = |u: &Vector| {
            let (f, gap) = value(u);
            gap / f
        };
        let problem = OnBalls { hessian: &hessian, balls: &balls, radius: self.lambda };
        let found = problem.minimize(2 * n, CERTIFIED, gradient, relative);
        found.map(|u| value(&u).0).ok_or_else(|| {
            let lambda = self.lambda;
            Error::Impossible(format!(
                "lambda = {lambda}: no image with a relative duality gap of {CERTIFIED} was found"
            ))
        })
    }
}

struct Denoising {
    made: Arc<Made>,
    scratch: RefCell<(Vector, Vector)>,
}

impl Space for Denoising {
    fn dim(&self) -> usize {
        2 * self.made.image.y.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![(self.made.image.rows, self.made.image.columns); 2]
    }
}

impl Objective for Denoising {
    fn value(&self, u: &Vector) -> f64 {
        let (x, _) = &mut *self.scratch.borrow_mut();
        self.made.image.denoised(u.as_slice(), x.as_mut_slice());
        0.5 * sum(x.as_slice(), |x| x * x)
    }
}

impl Smooth for Denoising {
    fn gradient(&self, u: &Vector, g: &mut Vector) {
        self.value_gradient(u, g);
    }

    fn value_gradient(&self, u: &Vector, g: &mut Vector) -> f64 {
        let (x, _) = &mut *self.scratch.borrow_mut();
        self.made.image.denoised(u.as_slice(), x.as_mut_slice());
        self.made.image.slopes(x.as_slice(), g.as_mut_slice());
        0.5 * sum(x.as_slice(), |x| x * x)
    }
}

/// So far outside, relative to λ, is rounding.
const INSIDE: f64 = 1e-10;

impl Composite for Denoising {
    fn penalty(&self, u: &Vector) -> f64 {
        if self.violation(u).unwrap_or(0.0) <= INSIDE * self.made.image.lambda { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        let Image { lambda, norm, .. } = self.made.image;
        let n = self.made.image.y.len();
        let ((va, vb), (pa, pb)) = (v.as_slice().split_at(n), p.as_mut_slice().split_at_mut(n));
        for ((va, vb), (pa, pb)) in va.iter().zip(vb).zip(pa.iter_mut().zip(pb)) {
            (*pa, *pb) = match norm {
                Norm::Isotropic => {
                    let scale = lambda / lambda.max((va * va + vb * vb).sqrt());
                    (scale * va, scale * vb)
                }
                Norm::Anisotropic => (va.max(-lambda).min(lambda), vb.max(-lambda).min(lambda)),
            };
        }
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        let Image { lambda, norm, .. } = self.made.image;
        let n = self.made.image.y.len();
        let ((ga, gb), (sa, sb)) = (g.as_slice().split_at(n), s.as_mut_slice().split_at_mut(n));
        for ((ga, gb), (sa, sb)) in ga.iter().zip(gb).zip(sa.iter_mut().zip(sb)) {
            (*sa, *sb) = match norm {
                Norm::Isotropic => {
                    let length = ga.hypot(*gb);
                    let scale = if length > 0.0 { -lambda / length } else { 0.0 };
                    (scale * ga, scale * gb)
                }
                Norm::Anisotropic => (-lambda.copysign(*ga), -lambda.copysign(*gb)),
            };
        }
        Some(())
    }
}

impl Certifying for Denoising {
    fn duality_gap(&self, u: &Vector) -> f64 {
        let (x, g) = &mut *self.scratch.borrow_mut();
        self.made.image.denoised(u.as_slice(), x.as_mut_slice());
        self.made.image.slopes(x.as_slice(), g.as_mut_slice());
        self.made.image.gap(u.as_slice(), g.as_slice())
    }

    fn violation(&self, u: &Vector) -> Option<f64> {
        let Image { lambda, norm, .. } = self.made.image;
        let (a, b) = u.as_slice().split_at(self.made.image.y.len());
        let longest = a.iter().zip(b).map(|(a, b)| match norm {
            Norm::Isotropic => (a * a + b * b).sqrt(),
            Norm::Anisotropic => a.abs().max(b.abs()),
        });
        Some(longest.fold(0.0, |most: f64, length| most.max(length - lambda)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::reference::{agrees, wave};
    use super::{Image, Norm};

    #[test]
    fn optima_are_those_of_another_solver() {
        for (norm, name) in [(Norm::Isotropic, "isotropic"), (Norm::Anisotropic, "anisotropic")] {
            let image = Image { rows: 5, columns: 4, norm, lambda: 0.3, y: wave(1, 20) };
            agrees("tv-denoising-2d", name, image.optimum().unwrap());
        }
    }
}
