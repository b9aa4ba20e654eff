//! min over y of f(x, y) subject to g(x, y) ≤ 0, globally, for the judge.

use super::formulas::{D, Row};
use crate::{Matrix, Vector};

/// Points of the grid of a lower problem in one variable, and how far it goes: sinh(8) ≈ 1490 times 1 + ‖x‖.
const POINTS: i32 = 1600;
const REACH: f64 = 8.0;
/// Halvings after which a bracket is down to rounding.
const HALVINGS: usize = 80;
/// Newton steps from one start.
const STEPS: usize = 40;
/// Length of a step, relative, at which Newton's method has converged.
const CONVERGED: f64 = 1e-14;
/// What a constraint may be off by at a point that is on its boundary up to rounding: units in the last place of its terms.
const FEASIBLE: f64 = 32.0 * f64::EPSILON;
/// Starts a coordinate where f is not quadratic or g not linear, in two variables.
const STARTS: &[f64] = &[0.0, 0.5, -0.5, 2.0, -2.0, 10.0, -10.0, 100.0, -100.0];

/// The lower problem of an example at one x.
pub(super) struct Lower<'a> {
    row: &'a Row,
    x: Vec<D>,
    /// 1 + ‖x‖.
    scale: f64,
    /// yᵢ in [l, u], where the lower level has no minimum without.
    bounds: &'static [(f64, f64)],
}

/// f and g around one y, to second order.
struct Model {
    gradient: Vector,
    hessian: Matrix,
    g: Vector,
    jacobian: Matrix,
    curvatures: Vec<Matrix>,
}

/// min f(x, ·) where it is known by inspection.
fn closed_form(name: &str, x: &Vector) -> Option<f64> {
    match name {
        // y = 0 is the only feasible point.
        "DempeDutta2012Ex24" => Some(0.0),
        // The bowtie −y₁² + y₂² + ‖y‖⁴ ≤ 0, y₁ ≥ 0 touches y₁ + y₂ = 0 in 0, and x > 0.
        "NieWangYe2017Ex34" => (x[0] >= 0.0).then_some(0.0),
        // Griewank's function is nowhere negative and 0 at 0.
        "SinhaMaloDeb2014TP9" | "SinhaMaloDeb2014TP10" => Some(1.0),
        // Separable in squares up to 1.
        "MitsosBarton2006Ex326" => Some(x[0].min(0.0) + x[1].min(0.0) + (x[0] - x[1]).min(0.0)),
        // y₁ = y₃ = −1, y₂² and y₄² + y₅² at 0 or their largest; signs of y₂ and y₄y₅ meet the other constraints.
        // y₃² ≥ x₁ − 0.2 holds no y beyond 1.2.
        "KleniatiAdjiman2014Ex4" | "MitsosBarton2006Ex327" | "MitsosBarton2006Ex328" => {
            (x[0] <= 1.2).then(|| (x[0] + x[1]).min(0.0) + 2.0 * (x[2] * x[3] * x[4]).min(0.0) - 1.1)
        }
        _ => None,
    }
}

/// The least value; ∞ where no feasible point was found.
pub(super) fn least(row: &Row, x: &Vector) -> f64 {
    if let Some(value) = closed_form(row.name, x) {
        return value;
    }
    let bounds: &[_] = match row.name {
        "LuDebSinha2016d" | "LuDebSinha2016e" => &[(-4.0, 10.0), (-100.0, 200.0)],
        _ => &[],
    };
    let lower = Lower { row, x: x.as_slice().iter().map(|x| D::from(*x)).collect(), scale: 1.0 + x.norm(), bounds };
    if row.split.1 == 1 { lower.on_a_line() } else { lower.over_active_sets() }
}

impl Lower<'_> {
    fn constraints_len(&self) -> usize {
        self.row.constraints.1 + 2 * self.bounds.len()
    }

    /// f and g at hyper-dual y.
    fn at(&self, y: &[D], g: &mut [D]) -> D {
        let (own, bounds) = g.split_at_mut(self.row.constraints.1);
        (self.row.lower_constraints)(&self.x, y, own);
        for (i, (l, u)) in self.bounds.iter().enumerate() {
            (bounds[2 * i], bounds[2 * i + 1]) = (-y[i] + *l, y[i] - *u);
        }
        (self.row.lower)(&self.x, y)
    }

    /// The value at a point of one variable that is a root of f' or of a constraint, or between.
    fn on_a_line(&self) -> f64 {
        let scale = self.scale;
        let m = self.constraints_len();
        let mut g = vec![D::from(0.0); m];
        // f', g₁ … gₘ, and f where feasible.
        let mut look = |y: f64, slopes: &mut [f64]| {
            let f = self.at(&[D::new(y, 1.0, 0.0, 0.0)], &mut g);
            slopes[0] = f.eps1;
            slopes[1..].iter_mut().zip(&g).for_each(|(slope, g)| *slope = g.re);
            let feasible = g.iter().all(|g| g.re <= FEASIBLE * (scale + g.eps1.abs() * y.abs()));
            if feasible && f.re.is_finite() { f.re } else { f64::INFINITY }
        };
        let (mut before, mut after, mut middle) = (vec![0.0; m + 1], vec![0.0; m + 1], vec![0.0; m + 1]);
        let node = |i: i32| scale * (REACH * f64::from(i) / f64::from(POINTS)).sinh();
        let mut best = look(node(-POINTS), &mut before);
        for i in -POINTS..POINTS {
            best = best.min(look(node(i + 1), &mut after));
            for k in 0..=m {
                // A slope that turns from − to +, and any change of sign of a constraint.
                let changes = before[k] * after[k] < 0.0 && (k > 0 || before[k] < 0.0);
                if !changes {
                    continue;
                }
                let (mut left, mut right) = (node(i), node(i + 1));
                for _ in 0..HALVINGS {
                    let y = 0.5 * (left + right);
                    best = best.min(look(y, &mut middle));
                    if middle[k] * before[k] > 0.0 { left = y } else { right = y }
                }
            }
            std::mem::swap(&mut before, &mut after);
        }
        best
    }

    fn model(&self, y: &Vector) -> (f64, Model) {
        let (n, m) = (y.len(), self.constraints_len());
        let mut dual: Vec<D> = y.as_slice().iter().map(|y| D::from(*y)).collect();
        let mut g = vec![D::from(0.0); m];
        let mut model = Model {
            gradient: Vector::zeros(n),
            hessian: Matrix::zeros(n, n),
            g: Vector::zeros(m),
            jacobian: Matrix::zeros(m, n),
            curvatures: vec![Matrix::zeros(n, n); m],
        };
        let mut value = f64::NAN;
        for i in 0..n {
            for j in 0..=i {
                dual[i].eps1 = 1.0;
                dual[j].eps2 = 1.0;
                let f = self.at(&dual, &mut g);
                dual[i].eps1 = 0.0;
                dual[j].eps2 = 0.0;
                value = f.re;
                model.gradient[i] = f.eps1;
                (model.hessian[(i, j)], model.hessian[(j, i)]) = (f.eps1eps2, f.eps1eps2);
                for (k, g) in g.iter().enumerate() {
                    model.g[k] = g.re;
                    model.jacobian[(k, i)] = g.eps1;
                    (model.curvatures[k][(i, j)], model.curvatures[k][(j, i)]) = (g.eps1eps2, g.eps1eps2);
                }
            }
        }
        (value, model)
    }

    /// Whether f is quadratic and g linear in y, so that Newton's method needs one step.
    fn is_quadratic(&self) -> bool {
        let n = self.row.split.1;
        let (_, one) = self.model(&Vector::from_fn(n, |i, _| 0.3 + 0.1 * i as f64));
        let (_, other) = self.model(&Vector::from_fn(n, |i, _| 0.9 - 0.2 * i as f64));
        let bent = one.curvatures.iter().chain(&other.curvatures).any(|c| c.amax() > 0.0);
        !bent && (&one.hessian - &other.hessian).amax() <= 1e-12 * one.hessian.amax()
    }

    fn starts(&self) -> Vec<Vector> {
        let n = self.row.split.1;
        if self.is_quadratic() {
            vec![Vector::zeros(n)]
        } else if n == 2 {
            STARTS.iter().flat_map(|a| STARTS.iter().map(|b| Vector::from_vec(vec![*a, *b]))).collect()
        } else {
            let along = |i: usize, t: f64| Vector::from_fn(n, |j, _| if i == j { t } else { 0.1 });
            (0..n).flat_map(|i| [along(i, 0.5), along(i, -0.5)]).collect()
        }
    }

    fn over_active_sets(&self) -> f64 {
        let (n, m) = (self.row.split.1, self.constraints_len());
        let starts = self.starts();
        let mut best = f64::INFINITY;
        let mut sets: Vec<Vec<usize>> = vec![vec![]];
        let mut first = 0;
        while first < sets.len() {
            let set = sets[first].clone();
            first += 1;
            if set.len() < n {
                let next = set.last().map_or(0, |last| last + 1);
                sets.extend((next..m).map(|k| set.iter().copied().chain([k]).collect()));
            }
            for start in &starts {
                if let Some(y) = self.stationary(&set, start.clone()) {
                    best = best.min(self.feasible_value(&y));
                }
            }
        }
        best
    }

    /// f(x, y), or ∞ where g(x, y) > 0.
    fn feasible_value(&self, y: &Vector) -> f64 {
        let (value, Model { g, jacobian, .. }) = self.model(y);
        let within = |k: usize| g[k] <= FEASIBLE * (self.scale + jacobian.row(k).norm() * y.norm());
        if value.is_finite() && (0..g.len()).all(within) { value } else { f64::INFINITY }
    }

    /// A solution of ∇f + Σ λᵢ∇gᵢ = 0, gᵢ = 0 over the set, by Newton's method.
    fn stationary(&self, set: &[usize], mut y: Vector) -> Option<Vector> {
        let (n, k) = (y.len(), set.len());
        let mut multipliers = vec![0.0; k];
        for _ in 0..STEPS {
            let (_, model) = self.model(&y);
            let mut system = Matrix::zeros(n + k, n + k);
            let mut right = Vector::zeros(n + k);
            let mut lagrangian = model.hessian;
            for (slot, (&i, multiplier)) in set.iter().zip(&multipliers).enumerate() {
                lagrangian += &model.curvatures[i] * *multiplier;
                let row = model.jacobian.row(i);
                system.view_mut((n + slot, 0), (1, n)).copy_from(&row);
                system.view_mut((0, n + slot), (n, 1)).copy_from(&row.transpose());
                right[n + slot] = -model.g[i];
            }
            system.view_mut((0, 0), (n, n)).copy_from(&lagrangian);
            right.rows_mut(0, n).copy_from(&-model.gradient);
            let step = system.lu().solve(&right)?;
            let d = step.rows(0, n);
            y += d;
            if !y.norm().is_finite() || !step.norm().is_finite() {
                return None;
            }
            multipliers.copy_from_slice(&step.as_slice()[n..]);
            if d.norm() <= CONVERGED * (1.0 + y.norm()) {
                return Some(y);
            }
        }
        None
    }
}
