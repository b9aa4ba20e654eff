//! Conjugate gradients for a symmetric positive definite system.

use problems::Vector;

/// The three vectors of a solve, kept from one to the next.
pub struct ConjugateGradient {
    residual: Vector,
    direction: Vector,
    product: Vector,
}

impl ConjugateGradient {
    /// For systems of `dim` unknowns.
    pub fn new(dim: usize) -> Self {
        let zero = Vector::zeros(dim);
        Self { residual: zero.clone(), direction: zero.clone(), product: zero }
    }

    /// Improves x as a solution of Ax = b until ‖b − Ax‖ ≤ `tolerance` or `limit` products with A are spent, one of
    /// them on the first residual unless x = 0. Ends where pᵀAp ≤ 0: A is not positive definite. Returns ‖b − Ax‖.
    ///
    /// Hestenes and Stiefel, J. Res. Nat. Bur. Standards 49, 1952.
    pub fn solve(
        &mut self,
        mut a: impl FnMut(&Vector, &mut Vector),
        b: &Vector,
        x: &mut Vector,
        tolerance: f64,
        limit: usize,
    ) -> f64 {
        let Self { residual: r, direction: p, product: ap } = self;
        r.copy_from(b);
        let mut products = 0;
        if x.as_slice().iter().any(|x| *x != 0.0) {
            a(x, ap);
            *r -= &*ap;
            products = 1;
        }
        p.copy_from(r);
        let mut rr = r.norm_squared();
        while products < limit && rr.sqrt() > tolerance {
            a(p, ap);
            products += 1;
            let curvature = p.dot(ap);
            if curvature.is_nan() || curvature <= 0.0 {
                break;
            }
            let step = rr / curvature;
            x.axpy(step, p, 1.0);
            r.axpy(-step, ap, 1.0);
            let next = r.norm_squared();
            p.axpy(1.0, r, next / rr);
            rr = next;
        }
        rr.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use problems::Matrix;

    #[test]
    fn as_many_steps_as_there_are_eigenvalues_solve_a_system() {
        let eigenvalues = [1.0, 1.0, 3.0, 3.0, 7.0];
        let a = Matrix::from_diagonal(&Vector::from_row_slice(&eigenvalues));
        let b = Vector::from_element(5, 1.0);
        for start in [0.0, 2.0] {
            let mut x = Vector::from_element(5, start);
            let limit = 3 + usize::from(start != 0.0);
            let left = ConjugateGradient::new(5).solve(|v, p| a.mul_to(v, p), &b, &mut x, 0.0, limit);
            assert!(left < 1e-13 && (&a * &x - &b).norm() < 1e-13, "{left}");
        }
    }
}
