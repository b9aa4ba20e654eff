//! A problem of every class whose oracles break after so many calls.

use problems::class::{
    Batch, Bilevel, Composite, CompositeSum, Constrained, ConstrainedBilevel, Curved, FiniteSum, FiniteSumOperator,
    Fitness, Glm, LeastSquares, Objective, Operator, PseudoBoolean, Saddle, Smooth, Space, Stochastic,
};
use problems::{Class, Known, Matrix, Offer, Problem, Vector};
use std::cell::Cell;
use std::rc::Rc;

/// ½‖x‖² in every class, for `sane` calls; then every number an oracle returns is `bad`.
struct Broken {
    bad: f64,
    sane: Cell<u32>,
}

const DIM: usize = 4;

/// The broken problem in the slot of `class`.
pub(crate) fn broken(class: Class, bad: f64, sane: u32) -> (Problem, Known) {
    let offer = Offer::of(Rc::new(Broken { bad, sane: Cell::new(sane) }));
    let offer = match class {
        Class::Objective => offer.objective(),
        Class::Smooth => offer.smooth(),
        Class::Curved => offer.curved(),
        Class::Stochastic => offer.stochastic(),
        Class::FiniteSum => offer.finite_sum(),
        Class::LeastSquares => offer.least_squares(),
        Class::Glm => offer.glm(),
        Class::Composite => offer.composite(),
        Class::CompositeSum => offer.composite_sum(),
        Class::Constrained => offer.constrained(),
        Class::Operator => offer.operator(),
        Class::Saddle => offer.saddle(),
        Class::FiniteSumOperator => offer.finite_sum_operator(),
        Class::Bilevel => offer.bilevel(),
        Class::ConstrainedBilevel => offer.constrained_bilevel(),
        Class::PseudoBoolean => offer.pseudo_boolean(),
    };
    let one = Some(1.0);
    let known = Known {
        smoothness: one,
        strong_convexity: Some(0.5),
        optimal_value: Some(0.0),
        distance: Some(2.0),
        lower_smoothness: one,
        lower_strong_convexity: one,
        upper_smoothness: one,
        sample_smoothness: one,
        horizon: Some(100.0),
    };
    (offer.problem(), known)
}

impl Broken {
    /// The number, as long as oracles are sane.
    fn number(&self, sane: f64) -> f64 {
        let left = self.sane.get();
        self.sane.set(left.saturating_sub(1));
        if left > 0 { sane } else { self.bad }
    }

    /// The vector, as long as oracles are sane.
    fn vector(&self, sane: &Vector, out: &mut Vector) {
        let factor = self.number(1.0);
        out.copy_from(sane);
        *out *= factor;
    }

    /// The identity, as long as oracles are sane.
    fn identity(&self, out: &mut Matrix) {
        out.fill_with_identity();
        out.fill_diagonal(self.number(1.0));
    }
}

impl Space for Broken {
    fn dim(&self) -> usize {
        DIM
    }

    fn start(&self) -> Vector {
        Vector::from_element(DIM, 1.0)
    }
}

impl Objective for Broken {
    fn value(&self, x: &Vector) -> f64 {
        self.number(0.5 * x.norm_squared())
    }
}

impl Smooth for Broken {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.vector(x, g);
    }
}

impl Curved for Broken {
    fn hessian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        self.vector(v, p);
    }
}

impl Stochastic for Broken {
    fn samples(&self) -> Option<u64> {
        Some(DIM as u64)
    }

    fn sample_value(&self, x: &Vector, _keys: &[u64]) -> f64 {
        Objective::value(self, x)
    }

    fn sample_gradient(&self, x: &Vector, _keys: &[u64], g: &mut Vector) {
        self.vector(x, g);
    }
}

impl FiniteSum for Broken {}

impl LeastSquares for Broken {
    fn residuals_len(&self) -> usize {
        DIM
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        self.vector(x, r);
    }

    fn jacobian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        self.vector(v, p);
    }

    fn jacobian_transpose_product(&self, _x: &Vector, u: &Vector, p: &mut Vector) {
        self.vector(u, p);
    }
}

impl Glm for Broken {
    fn hessian_root(&self, _x: &Vector, b: &mut Matrix) {
        self.identity(b);
    }

    fn ridge(&self) -> f64 {
        0.0
    }
}

impl Composite for Broken {
    fn penalty(&self, _x: &Vector) -> f64 {
        0.0
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        self.vector(v, p);
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        self.vector(g, s);
        Some(())
    }
}

impl CompositeSum for Broken {}

impl Constrained for Broken {
    fn constraints_len(&self) -> usize {
        1
    }

    fn constraints(&self, x: &Vector, c: &mut Vector) {
        c[0] = self.number(x[0]);
    }

    fn jacobian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        p[0] = self.number(v[0]);
    }

    fn jacobian_transpose_product(&self, _x: &Vector, u: &Vector, p: &mut Vector) {
        p.fill(0.0);
        p[0] = self.number(u[0]);
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        vec![(0, 0)]
    }

    fn jacobian_values(&self, _x: &Vector, values: &mut [f64]) {
        values[0] = self.number(1.0);
    }

    fn lagrangian_product(&self, _x: &Vector, _y: &Vector, v: &Vector, p: &mut Vector) {
        self.vector(v, p);
    }
}

impl Operator for Broken {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        self.vector(z, f);
    }
}

impl Saddle for Broken {
    fn split(&self) -> (usize, usize) {
        (DIM / 2, DIM / 2)
    }

    fn value(&self, z: &Vector) -> f64 {
        self.number(0.5 * (z.rows(0, DIM / 2).norm_squared() - z.rows(DIM / 2, DIM / 2).norm_squared()))
    }
}

impl FiniteSumOperator for Broken {
    fn components(&self) -> u64 {
        DIM as u64
    }

    fn sample_apply(&self, z: &Vector, _keys: &[u64], f: &mut Vector) {
        self.vector(z, f);
    }
}

/// F = ½‖x‖² + ½‖y‖², f = ½‖y‖² + xᵀy; all that is asked for is one of x, y, x + y or v.
macro_rules! levels {
    ($($oracle:ident($($argument:ident),*) = $result:expr;)*) => {
        $(fn $oracle(&self, $($argument: &Vector,)* _batch: Batch<'_>, out: &mut Vector) {
            self.vector(&$result, out);
        })*
    };
}

impl Bilevel for Broken {
    fn split(&self) -> (usize, usize) {
        (DIM / 2, DIM / 2)
    }

    fn upper_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        self.number(0.5 * (x.norm_squared() + y.norm_squared()))
    }

    fn lower_value(&self, x: &Vector, y: &Vector, _batch: Batch<'_>) -> f64 {
        self.number(0.5 * y.norm_squared() + x.dot(y))
    }

    levels! {
        upper_gradient_x(x, _y) = x;
        upper_gradient_y(_x, y) = y;
        upper_hessian_product(_x, _y, v) = v;
        upper_cross_product(_x, _y, v) = 0.0 * v;
        lower_gradient_x(_x, y) = y;
        lower_gradient_y(x, y) = x + y;
        lower_hessian_product(_x, _y, v) = v;
        lower_cross_product(_x, _y, v) = v;
    }
}

/// x₁ ≤ 0 above and Σy = 0 below.
impl ConstrainedBilevel for Broken {
    fn constraints_len(&self) -> (usize, usize) {
        (1, 1)
    }

    fn equalities(&self) -> (usize, usize) {
        (0, 1)
    }

    fn upper_constraints(&self, x: &Vector, _y: &Vector, c: &mut Vector) {
        c[0] = self.number(x[0]);
    }

    fn lower_constraints(&self, _x: &Vector, y: &Vector, c: &mut Vector) {
        c[0] = self.number(y.sum());
    }

    fn upper_jacobians(&self, _x: &Vector, _y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        jx.fill(0.0);
        jx[0] = self.number(1.0);
        jy.fill(0.0);
    }

    fn lower_jacobians(&self, _x: &Vector, _y: &Vector, jx: &mut Matrix, jy: &mut Matrix) {
        jx.fill(0.0);
        jy.fill(self.number(1.0));
    }

    fn project(&self, x: &mut Vector, y: &mut Vector) -> Option<()> {
        x[0] = self.number(x[0].min(0.0));
        let mean = y.mean();
        y.add_scalar_mut(-mean);
        Some(())
    }
}

impl PseudoBoolean for Broken {
    fn fitness(&self, x: &[bool], f: &mut Fitness) {
        let ones = x.iter().filter(|bit| **bit).count();
        f.clear();
        // The nearest whole number: 0 of a NaN.
        f.push(self.number(ones as f64) as u64);
    }
}
