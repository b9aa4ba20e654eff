//! ½ (x − x*)ᵀ A (x − x*) with a chosen spectrum in a random basis.

use crate::class::curved::columns_by_products;
use crate::class::{Curved, Objective, Smooth, Space};
use crate::lanes::{sum2, sum3};
use crate::random::{gaussian_matrix, rotation};
use crate::{
    About, Class, Data, Error, Family, Instance, Known, Matrix, Offer, Prices, Reference, Rng, SmoothGap, Vector,
    expect,
};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// How the eigenvalues of A lie between 1/condition and 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Spectrum {
    /// Evenly on a logarithmic scale.
    #[default]
    Log,
    /// Evenly.
    Linear,
    /// One at 1/condition, the others at 1.
    Cluster,
    /// Groups of equal size at values evenly on a logarithmic scale.
    Clusters,
    /// One at 1, the others at 1/condition.
    Outlier,
    /// (i/n)^power.
    Power,
    /// Quantiles of the limit law of random sample covariances.
    MarchenkoPastur,
    /// The extremes and between them independent draws, uniform.
    Random,
}

/// Quadratic, strongly convex.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quadratic {
    dim: usize,
    condition: f64,
    spectrum: Spectrum,
    clusters: usize,
    power: f64,
    rotated: bool,
    reflections: usize,
}

impl Default for Quadratic {
    fn default() -> Self {
        Self {
            dim: 10,
            condition: 100.0,
            spectrum: Spectrum::Log,
            clusters: 5,
            power: 2.0,
            rotated: true,
            reflections: 0,
        }
    }
}

/// A, x* and the eigenvalues.
pub struct Made {
    a: Hessian,
    solution: Vector,
    eigenvalues: Vector,
}

/// Q diag(λ) Qᵀ.
enum Hessian {
    /// All entries.
    Dense(Matrix),
    /// Q the product of the reflections I − 2uuᵀ along the columns u; the identity if there are none.
    Reflected(Matrix),
}

/// v ← H₁ ⋯ Hₖ v for the columns in this order from the last to the first.
fn reflect<'a>(columns: impl Iterator<Item = nalgebra::DVectorView<'a, f64>>, v: &mut Vector) {
    for u in columns {
        let along = u.dot(v);
        v.axpy(-2.0 * along, &u, 1.0);
    }
}

/// n quantiles, at (i − ½)/n, of the law with density √((b − λ)(λ − a))/λ up to a factor, on [a, b] = [1/condition, 1].
///
/// With λ = (a + b)/2 − (b − a)/2 cos θ the mass up to θ is the integral of sin²θ/λ, tabulated by the trapezoidal rule, which is
/// of high order for such integrands, and inverted by bisection.
fn marchenko_pastur(n: usize, condition: f64) -> Vector {
    const CELLS: usize = 4096;
    let (a, b) = (1.0 / condition, 1.0);
    let place = |theta: f64| 0.5 * (a + b) - 0.5 * (b - a) * theta.cos();
    let density = |theta: f64| theta.sin().powi(2) / place(theta);
    let width = std::f64::consts::PI / CELLS as f64;
    let mut mass = vec![0.0];
    for cell in 0..CELLS {
        let theta = cell as f64 * width;
        let simpson = density(theta) + 4.0 * density(theta + 0.5 * width) + density(theta + width);
        mass.push(mass[cell] + simpson * width / 6.0);
    }
    Vector::from_fn(n, |i, _| {
        let wanted = (i as f64 + 0.5) / n as f64 * mass[CELLS];
        let cell = mass.partition_point(|&below| below <= wanted).clamp(1, CELLS) - 1;
        let within = (wanted - mass[cell]) / (mass[cell + 1] - mass[cell]);
        place((cell as f64 + within) * width)
    })
}

impl Quadratic {
    fn eigenvalues(&self, rng: &mut Rng) -> Vector {
        let (n, mu) = (self.dim, 1.0 / self.condition);
        let place = |i: usize, n: usize| if n == 1 { 1.0 } else { i as f64 / (n - 1) as f64 };
        let extreme = |i: usize| i == 0 && n > 1;
        match self.spectrum {
            Spectrum::Log => Vector::from_fn(n, |i, _| mu.powf(1.0 - place(i, n))),
            Spectrum::Linear => Vector::from_fn(n, |i, _| mu + (1.0 - mu) * place(i, n)),
            Spectrum::Cluster => Vector::from_fn(n, |i, _| if extreme(i) { mu } else { 1.0 }),
            Spectrum::Clusters => {
                let groups = self.clusters.min(n);
                Vector::from_fn(n, |i, _| mu.powf(1.0 - place(i * groups / n, groups)))
            }
            Spectrum::Outlier => Vector::from_fn(n, |i, _| if i + 1 == n { 1.0 } else { mu }),
            Spectrum::Power => Vector::from_fn(n, |i, _| ((i + 1) as f64 / n as f64).powf(self.power)),
            Spectrum::MarchenkoPastur => marchenko_pastur(n, self.condition),
            Spectrum::Random => Vector::from_fn(n, |i, _| match i {
                _ if i + 1 == n => 1.0,
                0 => mu,
                _ => mu + (1.0 - mu) * rng.random::<f64>(),
            }),
        }
    }

    /// A basis for these eigenvalues.
    fn hessian(&self, eigenvalues: &Vector, rng: &mut Rng) -> Hessian {
        let n = self.dim;
        if !self.rotated || self.reflections > 0 {
            let reflections = if self.rotated { self.reflections } else { 0 };
            let mut along = gaussian_matrix(n, reflections, rng);
            for mut u in along.column_iter_mut() {
                u.normalize_mut();
            }
            return Hessian::Reflected(along);
        }
        let q = rotation(n, rng);
        let scaled = Matrix::from_fn(n, n, |i, j| q[(i, j)] * eigenvalues[j].sqrt());
        Hessian::Dense(&scaled * scaled.transpose())
    }
}

impl Family for Quadratic {
    const ABOUT: About = About {
        name: "quadratic",
        title: "strongly convex quadratic with a chosen spectrum",
        formula: "f(x) = ½ (x − x*)ᵀ A (x − x*),  A = Q diag(λ) Qᵀ,  λ in [1/condition, 1],  x* ~ N(0, I),  x⁰ = 0;  \
                  power: λᵢ = (i/n)^power whatever the condition;  marchenko-pastur: λᵢ the (i − ½)/n quantile of the law \
                  with density ∝ √((1 − λ)(λ − 1/condition))/λ",
        optimum: "x = x*, f* = 0 (closed form); L and μ the extreme eigenvalues: 1 and 1/condition, n^−power with power",
        source: "Nesterov, Lectures on Convex Optimization, 2nd ed., Springer 2018, section 2.1; Marchenko and Pastur, \
                 Distribution of eigenvalues for some sets of random matrices, Mathematics of the USSR-Sbornik 1, 1967",
        parameters: &[
            ("dim", "number of variables n"),
            ("condition", "largest over smallest eigenvalue of A"),
            (
                "spectrum",
                "how the eigenvalues lie: log, linear, cluster (one small, the others 1), clusters (groups of equal size, \
                 evenly on a logarithmic scale), outlier (one at 1, the others small), power, marchenko-pastur or random \
                 (uniform, with both extremes)",
            ),
            ("clusters", "number of groups of the spectrum clusters"),
            ("power", "exponent of the spectrum power"),
            ("rotated", "whether Q is a random rotation or the identity"),
            (
                "reflections",
                "if not 0, Q is the product of so many random reflections, O(n) each; if 0, Q is Haar and A dense",
            ),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved]
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let (n, dense) = (self.dim, self.rotated && self.reflections == 0);
        expect((1..=10_000_000).contains(&n), "dim", n, "1 to 10000000")?;
        expect(
            !dense || n <= 20_000,
            "dim",
            n,
            "at most 20000 unless reflections or an axis-parallel basis keep it sparse",
        )?;
        expect(self.reflections * n <= 200_000_000, "reflections", self.reflections, "at most 2e8/dim")?;
        expect(
            self.condition >= 1.0 && self.condition.is_finite(),
            "condition",
            self.condition,
            "a number of at least 1",
        )?;
        expect(self.clusters >= 1, "clusters", self.clusters, "at least 1")?;
        expect(self.power >= 0.0 && self.power <= 10.0, "power", self.power, "a number from 0 to 10")?;
        let solution = Vector::from_fn(n, |_, _| rng.sample(StandardNormal));
        let eigenvalues = self.eigenvalues(rng);
        let a = self.hessian(&eigenvalues, rng);
        Ok(Made { a, solution, eigenvalues })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Bowl::new(Arc::clone(made)));
        let known = Known {
            smoothness: Some(made.eigenvalues.max()),
            strong_convexity: Some(made.eigenvalues.min()),
            optimal_value: Some(0.0),
            distance: Some(made.solution.norm()),
            ..Known::default()
        };
        let judge = SmoothGap::new(Rc::clone(&problem), Reference::closed_form(0.0), Some(made.solution.clone()));
        Instance { problem: Offer::of(problem).curved().problem(), judge: Box::new(judge), known }
    }
}

struct Bowl {
    made: Arc<Made>,
    scratch: std::cell::RefCell<(Vector, Vector)>,
}

impl Bowl {
    fn new(made: Arc<Made>) -> Self {
        let n = made.solution.len();
        Self { made, scratch: std::cell::RefCell::new((Vector::zeros(n), Vector::zeros(n))) }
    }

    /// g ← Ad, returns ½dᵀAd; d is lost.
    fn times(&self, d: &mut Vector, g: &mut Vector) -> f64 {
        match &self.made.a {
            Hessian::Dense(a) => {
                g.gemv(1.0, a, d, 0.0);
                0.5 * d.dot(g)
            }
            Hessian::Reflected(along) => {
                reflect(along.column_iter(), d);
                let lambda = self.made.eigenvalues.as_slice();
                for ((g, d), lambda) in g.as_mut_slice().iter_mut().zip(d.as_slice()).zip(lambda) {
                    *g = lambda * d;
                }
                let twice = d.dot(g);
                reflect((0..along.ncols()).rev().map(|k| along.column(k)), g);
                0.5 * twice
            }
        }
    }
}

impl Space for Bowl {
    fn dim(&self) -> usize {
        self.made.solution.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn prices(&self) -> Prices {
        Prices { hessian_product: 1, hessian: Some(1), ..Prices::default() }
    }
}

impl Objective for Bowl {
    fn value(&self, x: &Vector) -> f64 {
        let (d, ad) = &mut *self.scratch.borrow_mut();
        let Made { a, solution, eigenvalues } = &*self.made;
        match a {
            Hessian::Reflected(along) if along.ncols() == 0 => {
                let square = |x: f64, s: f64, lambda: f64| lambda * (x - s) * (x - s);
                0.5 * sum3(x.as_slice(), solution.as_slice(), eigenvalues.as_slice(), square)
            }
            Hessian::Reflected(along) => {
                x.sub_to(solution, d);
                reflect(along.column_iter(), d);
                0.5 * sum2(d.as_slice(), eigenvalues.as_slice(), |d, lambda| lambda * d * d)
            }
            Hessian::Dense(_) => {
                x.sub_to(solution, d);
                self.times(d, ad)
            }
        }
    }
}

impl Smooth for Bowl {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        let Made { a, solution, eigenvalues } = &*self.made;
        match a {
            Hessian::Reflected(along) if along.ncols() == 0 => {
                let (x, s, lambda) = (x.as_slice(), solution.as_slice(), eigenvalues.as_slice());
                let slopes = x.iter().zip(s).zip(lambda).map(|((x, s), lambda)| lambda * (x - s));
                g.as_mut_slice().iter_mut().zip(slopes).for_each(|(g, slope)| *g = slope);
            }
            _ => {
                self.value_gradient(x, g);
            }
        }
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let (d, _) = &mut *self.scratch.borrow_mut();
        x.sub_to(&self.made.solution, d);
        self.times(d, g)
    }
}

impl Curved for Bowl {
    fn hessian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        let (d, _) = &mut *self.scratch.borrow_mut();
        d.copy_from(v);
        self.times(d, p);
    }

    fn hessian(&self, x: &Vector, h: &mut Matrix) {
        match &self.made.a {
            Hessian::Dense(a) => h.copy_from(a),
            Hessian::Reflected(along) if along.ncols() == 0 => {
                h.fill(0.0);
                h.set_diagonal(&self.made.eigenvalues);
            }
            Hessian::Reflected(_) => {
                columns_by_products(self.dim(), h, |v, p| self.hessian_product(x, v, p));
            }
        }
    }

    fn hessian_pattern(&self) -> Vec<(usize, usize)> {
        let n = self.dim();
        match &self.made.a {
            Hessian::Reflected(along) if along.ncols() == 0 => (0..n).map(|i| (i, i)).collect(),
            _ => (0..n).flat_map(|i| (0..=i).map(move |j| (i, j))).collect(),
        }
    }

    fn hessian_values(&self, x: &Vector, values: &mut [f64]) {
        match &self.made.a {
            Hessian::Reflected(along) if along.ncols() == 0 => {
                values.copy_from_slice(self.made.eigenvalues.as_slice());
            }
            _ => {
                let mut h = Matrix::zeros(self.dim(), self.dim());
                self.hessian(x, &mut h);
                let n = self.dim();
                let lower = (0..n).flat_map(|i| (0..=i).map(move |j| (i, j)));
                values.iter_mut().zip(lower).for_each(|(value, entry)| *value = h[entry]);
            }
        }
    }
}
