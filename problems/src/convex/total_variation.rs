//! Total variation in one dimension: its proximal operator, and differences.

/// x ← argmin ½‖x − y‖² + λ Σ |xᵢ₊₁ − xᵢ|, exactly and in O(n). Johnson, A dynamic programming algorithm for the fused lasso and
/// L₀-segmentation, Journal of Computational and Graphical Statistics 22, 2013.
///
/// The derivative of the best value of the first k terms, as a function of xₖ, is piecewise linear and increasing; cutting it
/// at ±λ adds the next difference. Knots are kept with the change of slope and intercept there.
pub(super) struct Prox {
    knots: Vec<(f64, f64, f64)>,
    cuts: Vec<(f64, f64)>,
}

impl Prox {
    pub(super) fn new(n: usize) -> Self {
        Self { knots: vec![(0.0, 0.0, 0.0); 2 * n], cuts: vec![(0.0, 0.0); n] }
    }

    pub(super) fn apply(&mut self, y: &[f64], lambda: f64, x: &mut [f64]) {
        let n = y.len();
        if n == 1 || lambda <= 0.0 {
            x.copy_from_slice(y);
            return;
        }
        let Self { knots, cuts } = self;
        // The derivative is a·x + b left of every knot (first) and right of every knot (last, with its sign turned).
        let (mut left, mut right) = (n, n - 1);
        let (mut first, mut last) = ((1.0, -y[0]), (-1.0, y[0]));
        for k in 0..n - 1 {
            let (mut a, mut b) = first;
            let mut from = left;
            while from <= right && a * knots[from].0 + b <= -lambda {
                a += knots[from].1;
                b += knots[from].2;
                from += 1;
            }
            let (mut c, mut d) = last;
            let mut to = right;
            while to >= from && -c * knots[to].0 - d >= lambda {
                c += knots[to].1;
                d += knots[to].2;
                to -= 1;
            }
            cuts[k] = ((-lambda - b) / a, (lambda + d) / -c);
            left = from - 1;
            right = to + 1;
            knots[left] = (cuts[k].0, a, b + lambda);
            knots[right] = (cuts[k].1, c, d + lambda);
            first = (1.0, -lambda - y[k + 1]);
            last = (-1.0, y[k + 1] - lambda);
        }
        let (mut a, mut b) = first;
        let mut from = left;
        while from <= right && a * knots[from].0 + b <= 0.0 {
            a += knots[from].1;
            b += knots[from].2;
            from += 1;
        }
        x[n - 1] = -b / a;
        for k in (0..n - 1).rev() {
            x[k] = x[k + 1].max(cuts[k].0).min(cuts[k].1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Prox;
    use crate::random::gaussian_vector;
    use crate::stream;

    /// x is optimal if and only if uₖ = Σᵢ≤ₖ (yᵢ − xᵢ) stays within ±λ, ends at 0, and is −λ sign(xₖ₊₁ − xₖ) at jumps.
    #[test]
    fn the_prox_of_total_variation_has_a_dual_certificate() {
        let mut rng = stream(9, "total variation");
        for n in [1, 2, 3, 10, 1000] {
            for lambda in [0.0, 0.01, 0.5, 3.0, 1e4] {
                let y = gaussian_vector(n, &mut rng);
                let (mut x, mut prox) = (vec![f64::NAN; n], Prox::new(n));
                prox.apply(y.as_slice(), lambda, &mut x);
                let mut u = 0.0;
                for k in 0..n {
                    u += y[k] - x[k];
                    let label = format!("n = {n}, λ = {lambda}, k = {k}: u = {u}");
                    let jump = if k + 1 < n { x[k + 1] - x[k] } else { 0.0 };
                    assert!(u.abs() <= lambda + 1e-10, "{label}");
                    if k + 1 == n {
                        assert!(u.abs() <= 1e-10, "{label}");
                    } else if jump.abs() > 1e-12 {
                        assert!((u + lambda * jump.signum()).abs() <= 1e-10, "{label}");
                    }
                }
            }
        }
    }
}
