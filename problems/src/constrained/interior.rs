//! Sparse convex quadratic programs with equations and bounds: a primal-dual interior-point method, for reference solutions.

use crate::pde::cholesky::{Analysis, Factors, Scratch};
use crate::{Reference, ReferenceKind, Vector};

/// A variable and its coefficient, thrice.
type Row = [(usize, f64); 3];

/// min ½ Σ w (aᵀx)² subject to bᵀx = right for every equation b, and lower ≤ x ≤ upper.
pub(super) struct EqualityProgram {
    /// (w, a).
    pub(super) terms: Vec<(f64, Row)>,
    /// b.
    pub(super) equations: Vec<Row>,
    pub(super) right: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

/// Interior-point steps at most, the shrinking of the complementarity in one, and the share of the way to a bound.
const STEPS: usize = 100;
const CENTRING: f64 = 0.1;
const BOUNDARY: f64 = 0.995;
/// Complementarity at which the bounds that hold are known, relative to the first.
const LEAST: f64 = 1e-12;
/// Softness δ of the equations in a step, A Δx − δ Δy: a proximal step in y, which moves no solution.
const SOFTNESS: f64 = 1e-7;
/// Diagonal that keeps a variable where it is.
const FIXED: f64 = 1e20;
/// Proximal steps on the bounds that hold.
const POLISHING: usize = 20;
/// Relative size of the dual bound on f − f* that makes a value certified.
const CERTIFIED: f64 = 1e-12;

/// The minimum and a minimizer, from a point between the bounds.
///
/// Newton's method on the perturbed optimality conditions (Nocedal and Wright, Numerical Optimization, 2006, section 16.6), then
/// on the variables it leaves inside the bounds.
pub(super) fn minimize(program: &EqualityProgram, mut x: Vector) -> (Reference, Vector) {
    let n = x.len();
    let mut systems = Systems::new(program, n);
    let (lower, upper) = (program.lower, program.upper);
    let mut y = vec![0.0; program.equations.len()];
    let first = program.gradient(&x).amax();
    let (mut below, mut above) = (x.map(|x| first / (x - lower)), x.map(|x| first / (upper - x)));
    for _ in 0..STEPS {
        let (to_lower, to_upper) = (x.add_scalar(-lower), x.map(|x| upper - x));
        let complementarity = below.dot(&to_lower) + above.dot(&to_upper);
        let target = CENTRING * complementarity / (2 * n) as f64;
        let curvature = below.component_div(&to_lower) + above.component_div(&to_upper);
        let push = Vector::from_fn(n, |i, _| target / to_lower[i] - target / to_upper[i]);
        let Some((dx, dy)) = systems.step(&x, &y, &curvature, &push) else { break };
        let d_below = Vector::from_fn(n, |i, _| target / to_lower[i] - below[i] * (1.0 + dx[i] / to_lower[i]));
        let d_above = Vector::from_fn(n, |i, _| target / to_upper[i] - above[i] * (1.0 - dx[i] / to_upper[i]));
        let nearest = room(&to_lower, &dx).min(room(&to_upper, &-&dx)).min(room(&below, &d_below));
        let t = (BOUNDARY * nearest.min(room(&above, &d_above))).min(1.0);
        x.axpy(t, &dx, 1.0);
        below.axpy(t, &d_below, 1.0);
        above.axpy(t, &d_above, 1.0);
        y.iter_mut().zip(dy).for_each(|(y, dy)| *y += t * dy);
        if complementarity <= LEAST * first * n as f64 {
            break;
        }
    }
    systems.polish(&mut x, &mut y, &below, &above);
    let value = program.value(&x);
    let kind =
        if program.bound(&x, &y) <= CERTIFIED * value { ReferenceKind::Certified } else { ReferenceKind::BestKnown };
    (Reference { value, kind }, x)
}

/// The largest t with v + t d ≥ 0.
fn room(v: &Vector, d: &Vector) -> f64 {
    let steps = v.as_slice().iter().zip(d.as_slice()).filter(|(_, d)| **d < 0.0).map(|(v, d)| -v / d);
    steps.fold(f64::INFINITY, f64::min)
}

fn dot(row: &Row, x: &[f64]) -> f64 {
    row.iter().map(|&(j, a)| a * x[j]).sum()
}

fn add(row: &Row, scale: f64, to: &mut [f64]) {
    for &(j, a) in row {
        to[j] += scale * a;
    }
}

impl EqualityProgram {
    fn value(&self, x: &Vector) -> f64 {
        self.terms.iter().map(|(w, a)| 0.5 * w * dot(a, x.as_slice()).powi(2)).sum()
    }

    fn gradient(&self, x: &Vector) -> Vector {
        let mut g = Vector::zeros(x.len());
        self.terms.iter().for_each(|(w, a)| add(a, w * dot(a, x.as_slice()), g.as_mut_slice()));
        g
    }

    /// ∇f(x) + Aᵀy.
    fn slope(&self, x: &Vector, y: &[f64]) -> Vector {
        let mut r = self.gradient(x);
        self.equations.iter().zip(y).for_each(|(b, y)| add(b, *y, r.as_mut_slice()));
        r
    }

    /// Ax − right.
    fn off(&self, x: &Vector) -> impl Iterator<Item = f64> {
        self.equations.iter().map(|b| dot(b, x.as_slice()) - self.right)
    }

    /// f(x) − f* at most: for feasible z, f(z) − f(x) ≥ ∇f(x)ᵀ(z − x) = rᵀ(z − x) + yᵀ(Ax − right), r = ∇f(x) + Aᵀy.
    fn bound(&self, x: &Vector, y: &[f64]) -> f64 {
        let least = |r: f64, x: f64| (r * (self.lower - x)).min(r * (self.upper - x));
        let r = self.slope(x, y);
        let reach: f64 = r.as_slice().iter().zip(x.as_slice()).map(|(r, x)| least(*r, *x)).sum();
        let off: f64 = self.off(x).zip(y).map(|(off, y)| off * y).sum();
        -reach + off.abs()
    }
}

/// The Newton systems H + AᵀA/δ + D of a program, one pattern for all.
struct Systems<'a> {
    program: &'a EqualityProgram,
    analysis: Analysis,
    factors: Factors,
    scratch: Scratch,
}

/// The lower triangle of scale a aᵀ; entries of a variable that stands twice are given twice.
fn square(scale: f64, row: &Row) -> impl Iterator<Item = ((usize, usize), f64)> {
    let pairs = (0..9).map(move |pair| (row[pair / 3], row[pair % 3]));
    pairs.filter(|((i, _), (j, _))| i >= j).map(move |((i, a), (j, b))| ((i, j), scale * a * b))
}

impl<'a> Systems<'a> {
    fn new(program: &'a EqualityProgram, n: usize) -> Self {
        let entries: Vec<_> = Self::entries(program).map(|(at, _)| at).chain((0..n).map(|i| (i, i))).collect();
        let analysis = Analysis::new(n, &entries, None);
        let (factors, scratch) = (analysis.factors(), analysis.scratch());
        Self { program, analysis, factors, scratch }
    }

    fn entries(program: &EqualityProgram) -> impl Iterator<Item = ((usize, usize), f64)> {
        let equations = program.equations.iter().flat_map(|b| square(1.0 / SOFTNESS, b));
        program.terms.iter().flat_map(|(w, a)| square(*w, a)).chain(equations)
    }

    /// (Δx, Δy) with (H + D) Δx + Aᵀ Δy = push − ∇f(x) − Aᵀy, A Δx − δ Δy = right − Ax.
    fn step(&mut self, x: &Vector, y: &[f64], diagonal: &Vector, push: &Vector) -> Option<(Vector, Vec<f64>)> {
        let values = Self::entries(self.program).map(|(_, value)| value).chain(diagonal.as_slice().iter().copied());
        self.analysis.factor(values, &mut self.factors, &mut self.scratch)?;
        Some(self.solve(x, y, push))
    }

    /// The same with the factors there are.
    fn solve(&mut self, x: &Vector, y: &[f64], push: &Vector) -> (Vector, Vec<f64>) {
        let off: Vec<f64> = self.program.off(x).collect();
        let mut dx = push - self.program.slope(x, y);
        self.program.equations.iter().zip(&off).for_each(|(b, off)| add(b, -off / SOFTNESS, dx.as_mut_slice()));
        self.analysis.solve(&self.factors, dx.as_mut_slice(), &mut self.scratch);
        let dy = |(b, off): (&Row, &f64)| (dot(b, dx.as_slice()) + off) / SOFTNESS;
        let dy = self.program.equations.iter().zip(&off).map(dy).collect();
        (dx, dy)
    }

    /// Moves variables with a multiplier larger than their slack onto the bound, and solves for the others; x and y stay as they
    /// are where that leaves the bounds.
    fn polish(&mut self, x: &mut Vector, y: &mut Vec<f64>, below: &Vector, above: &Vector) {
        let (lower, upper) = (self.program.lower, self.program.upper);
        let (mut polished, mut multipliers) = (x.clone(), y.clone());
        let mut hold = Vector::zeros(x.len());
        for i in 0..x.len() {
            let bound = match x[i] {
                at if below[i] > at - lower => lower,
                at if above[i] > upper - at => upper,
                _ => continue,
            };
            (polished[i], hold[i]) = (bound, FIXED);
        }
        let held = hold.map(|hold| hold > 0.0);
        let values = Self::entries(self.program).map(|(_, value)| value).chain(hold.as_slice().iter().copied());
        if self.analysis.factor(values, &mut self.factors, &mut self.scratch).is_none() {
            return;
        }
        for _ in 0..POLISHING {
            // What pulls at a variable that is held is left to its bound.
            let slope = self.program.slope(&polished, &multipliers);
            let push = slope.zip_map(&held, |slope, held| if held { slope } else { 0.0 });
            let (dx, dy) = self.solve(&polished, &multipliers, &push);
            for i in (0..polished.len()).filter(|i| !held[*i]) {
                polished[i] += dx[i];
            }
            multipliers.iter_mut().zip(dy).for_each(|(y, dy)| *y += dy);
        }
        if polished.as_slice().iter().all(|x| (lower..=upper).contains(x)) {
            (*x, *y) = (polished, multipliers);
        }
    }
}
