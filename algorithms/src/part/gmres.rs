//! Generalised minimal residuals for a system with any regular matrix.

use problems::{Matrix, Vector};

/// Relative tolerance of a cycle in the code of Hong, Na, Mahoney and Kolar: the root of ε.
pub const CYCLE_TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;
/// A cycle that leaves more than this share of the residual does not help: it has come to rounding, or is too short.
pub const STALLED: f64 = 1.0 - 1e-12;

/// The Krylov basis of a cycle and the triangular system in it, kept from one solve to the next.
pub struct Gmres {
    basis: Vec<Vector>,
    h: Matrix,
    /// Givens rotations (cosine, sine).
    turns: Vec<(f64, f64)>,
    /// Qᵀβe₁: its last entry is the norm of the residual.
    s: Vector,
    work: Vector,
}

impl Gmres {
    /// For systems of `dim` unknowns and cycles of at most `length` products.
    pub fn new(dim: usize, length: usize) -> Self {
        let length = length.min(dim);
        Self {
            basis: vec![Vector::zeros(dim); length + 1],
            h: Matrix::zeros(length + 1, length),
            turns: vec![(1.0, 0.0); length],
            s: Vector::zeros(length + 1),
            work: Vector::zeros(dim),
        }
    }

    /// One cycle from x: the x of the least ‖b − Ax‖ in the Krylov space of the cycle, which ends early once that is
    /// `tolerance` of what it was. Returns ‖b − Ax‖. Costs 1 product more than its length.
    ///
    /// Saad and Schultz, SIAM J. Sci. Stat. Comput. 7, 1986, by modified Gram–Schmidt and Givens rotations.
    pub fn cycle(
        &mut self,
        mut a: impl FnMut(&Vector, &mut Vector),
        b: &Vector,
        x: &mut Vector,
        tolerance: f64,
    ) -> f64 {
        let Self { basis, h, turns, s, work } = self;
        a(x, work);
        basis[0].copy_from(b);
        basis[0] -= &*work;
        let beta = basis[0].norm();
        if beta == 0.0 || !beta.is_finite() {
            return beta;
        }
        basis[0] /= beta;
        s.fill(0.0);
        s[0] = beta;
        let mut k = 0;
        while k < turns.len() && s[k].abs() > tolerance * beta {
            a(&basis[k], work);
            for (i, v) in basis.iter().enumerate().take(k + 1) {
                h[(i, k)] = v.dot(work);
                work.axpy(-h[(i, k)], v, 1.0);
            }
            let rest = work.norm();
            if rest > 0.0 {
                basis[k + 1].copy_from(work);
                basis[k + 1] /= rest;
            }
            for (i, (c, s)) in turns.iter().enumerate().take(k) {
                (h[(i, k)], h[(i + 1, k)]) = (c * h[(i, k)] + s * h[(i + 1, k)], c * h[(i + 1, k)] - s * h[(i, k)]);
            }
            let length = h[(k, k)].hypot(rest);
            // A column of zeros: A is singular on this space, and what was reached before is the least.
            if length == 0.0 || !length.is_finite() {
                break;
            }
            turns[k] = (h[(k, k)] / length, rest / length);
            h[(k, k)] = length;
            (s[k], s[k + 1]) = (turns[k].0 * s[k], -turns[k].1 * s[k]);
            k += 1;
            if rest == 0.0 {
                break;
            }
        }
        let left = s[k].abs();
        for i in (0..k).rev() {
            let inner: f64 = (i + 1..k).map(|j| h[(i, j)] * s[j]).sum();
            s[i] = (s[i] - inner) / h[(i, i)];
            x.axpy(s[i], &basis[i], 1.0);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A[i, j] = 1/(1 + |i − 2j|) + 2 [i = j] − 3 [i = j > 3], b = (1, −2, 3, −4, 5, −6).
    fn system() -> (Matrix, Vector) {
        let entry = |i: usize, j: usize| {
            let diagonal = if i != j {
                0.0
            } else if i > 3 {
                -1.0
            } else {
                2.0
            };
            1.0 / (1.0 + (i as f64 - 2.0 * j as f64).abs()) + diagonal
        };
        (
            Matrix::from_fn(6, 6, entry),
            Vector::from_fn(6, |i, _| (i as f64 + 1.0) * if i % 2 == 0 { 1.0 } else { -1.0 }),
        )
    }

    /// Length and number of cycles, and what `scipy.sparse.linalg.gmres` of `SciPy` 1.17.1 comes to from 0.
    const SCIPY: [(usize, usize, [f64; 6]); 4] = [
        (
            2,
            1,
            [
                0.652_299_214_840_867_2,
                -1.139_854_602_418_861_2,
                0.771_592_204_836_250_5,
                -1.991_377_989_189_975_9,
                -3.993_776_873_839_387,
                5.273_232_707_745_093,
            ],
        ),
        (
            2,
            3,
            [
                0.371_844_476_638_777_23,
                -0.970_208_325_044_753_8,
                1.681_776_334_190_928_2,
                -1.926_260_645_147_082_5,
                -4.042_817_093_630_617,
                5.694_644_545_445_390_4,
            ],
        ),
        (
            4,
            1,
            [
                0.392_901_624_470_988_64,
                -0.983_491_739_410_035_3,
                1.812_658_980_181_199_4,
                -2.015_923_445_282_504_6,
                -3.856_058_312_966_524,
                5.864_558_089_619_418,
            ],
        ),
        (
            4,
            3,
            [
                0.397_824_412_041_848_26,
                -0.942_095_164_447_951_4,
                1.791_749_040_611_128_5,
                -2.017_595_458_042_392,
                -4.130_050_066_743_333,
                5.624_850_699_660_636,
            ],
        ),
    ];

    #[test]
    fn cycles_are_those_of_scipy() {
        let (a, b) = system();
        for (length, cycles, expected) in SCIPY {
            let (mut x, mut gmres) = (Vector::zeros(6), Gmres::new(6, length));
            let left = (0..cycles).map(|_| gmres.cycle(|v, p| a.mul_to(v, p), &b, &mut x, 0.0)).last();
            assert!((&x - Vector::from_row_slice(&expected)).norm() < 1e-12, "{length}, {cycles}: {x}");
            let residual = (&b - &a * &x).norm();
            assert!((left.expect("a cycle") - residual).abs() < 1e-12, "{left:?} and {residual}");
        }
    }

    #[test]
    fn a_full_cycle_solves_and_a_singular_system_ends() {
        let (a, b) = system();
        let mut x = Vector::from_element(6, 1.0);
        assert!(Gmres::new(6, 50).cycle(|v, p| a.mul_to(v, p), &b, &mut x, 0.0) < 1e-12);
        assert!((&a * &x - &b).norm() < 1e-12);
        let mut zero = Vector::zeros(6);
        let left = Gmres::new(6, 6).cycle(|_, p| p.fill(0.0), &b, &mut zero, 0.0);
        assert!(left > 0.0 && zero == Vector::zeros(6));
        let mut nan = Vector::zeros(6);
        Gmres::new(6, 6).cycle(|_, p| p.fill(f64::NAN), &b, &mut nan, 0.0);
    }
}
