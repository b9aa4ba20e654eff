//! A primal-dual interior-point method for quadratics over balls of few coordinates, for reference solutions.

use crate::Vector;
use crate::pde::cholesky::Analysis;

/// Steps before it gives up.
const STEPS: usize = 100;
/// How much complementarity is to shrink in a step, and the share of the way to the boundary that is gone.
const CENTRING: f64 = 0.1;
const BOUNDARY: f64 = 0.99;

/// A convex quadratic of u and the balls ‖(uᵢ, uⱼ)‖ ≤ radius, |uᵢ| ≤ radius where j = i, one for every coordinate.
pub(super) struct OnBalls<'a> {
    /// Entries (row ≥ column) of the Hessian.
    pub(super) hessian: &'a [(usize, usize, f64)],
    pub(super) balls: &'a [[usize; 2]],
    pub(super) radius: f64,
}

impl OnBalls<'_> {
    /// u inside the balls with a gap of at most `wanted`, from u = 0; `gradient` fills ∇f(u), `gap` bounds the error of u.
    ///
    /// With a slack s = (radius² − ‖v‖²)/2 and a multiplier z for the part v of u in a ball: ∇f(u) + zv = 0, zs = target. Boyd and
    /// Vandenberghe, Convex Optimization, 2004, algorithm 11.2, without its line search.
    pub(super) fn minimize(
        &self,
        dim: usize,
        wanted: f64,
        gradient: impl Fn(&Vector, &mut Vector),
        gap: impl Fn(&Vector) -> f64,
    ) -> Option<Vector> {
        let pairs = || self.balls.iter().filter(|[i, j]| i != j);
        let entries: Vec<(usize, usize)> = (self.hessian.iter().map(|&(i, j, _)| (i, j)))
            .chain((0..dim).map(|i| (i, i)))
            .chain(pairs().map(|&[i, j]| (i.max(j), i.min(j))))
            .collect();
        let analysis = Analysis::new(dim, &entries, None);
        let (mut factors, mut scratch) = (analysis.factors(), analysis.scratch());
        let count = self.balls.len();
        let mut ball_of = vec![0; dim];
        self.balls.iter().enumerate().for_each(|(b, ball)| ball.iter().for_each(|&i| ball_of[i] = b));
        let (mut u, mut step) = (Vector::zeros(dim), Vector::zeros(dim));
        let mut slack = vec![0.5 * self.radius * self.radius; count];
        let mut z = vec![1.0; count];
        // uᵀd over a ball.
        let within = |a: &Vector, b: &Vector, [i, j]: [usize; 2]| a[i] * b[i] + if i == j { 0.0 } else { a[j] * b[j] };
        for _ in 0..STEPS {
            if gap(&u) <= wanted {
                return Some(u);
            }
            let target = CENTRING * slack.iter().zip(&z).map(|(s, z)| s * z).sum::<f64>() / count as f64;
            gradient(&u, &mut step);
            for i in 0..dim {
                step[i] = -step[i] - target / slack[ball_of[i]] * u[i];
            }
            let steepness: Vec<f64> = z.iter().zip(&slack).map(|(z, s)| z / s).collect();
            let diagonal = (0..dim).map(|i| z[ball_of[i]] + steepness[ball_of[i]] * u[i] * u[i]);
            let across = pairs().map(|&[i, j]| steepness[ball_of[i]] * u[i] * u[j]);
            let values = self.hessian.iter().map(|(_, _, value)| *value).chain(diagonal).chain(across);
            analysis.factor(values, &mut factors, &mut scratch)?;
            analysis.solve(&factors, step.as_mut_slice(), &mut scratch);
            let mut longest = f64::INFINITY;
            let mut change = vec![0.0; count];
            for (b, &ball) in self.balls.iter().enumerate() {
                let (along, length) = (within(&u, &step, ball), within(&step, &step, ball));
                change[b] = (target - z[b] * slack[b] + z[b] * along) / slack[b];
                if change[b] < 0.0 {
                    longest = longest.min(-z[b] / change[b]);
                }
                // Where s − t along − t² length/2 = 0.
                let root = along + (along * along + 2.0 * slack[b] * length).sqrt();
                if root > 0.0 {
                    longest = longest.min(2.0 * slack[b] / root);
                }
            }
            let t = (BOUNDARY * longest).min(1.0);
            for (b, &ball) in self.balls.iter().enumerate() {
                slack[b] -= t * within(&u, &step, ball) + 0.5 * t * t * within(&step, &step, ball);
                z[b] += t * change[b];
            }
            u.axpy(t, &step, 1.0);
        }
        None
    }
}
