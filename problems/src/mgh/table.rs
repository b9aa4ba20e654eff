//! Sizes, starts and minimizers of the problems, from the paper.

use super::problems::Problem;
use crate::Vector;

impl Problem {
    /// (n, m) of the paper, or the usual ones where they vary.
    pub(super) fn usual(self) -> (usize, usize) {
        match self {
            Self::Rosenbrock | Self::FreudensteinRoth | Self::PowellBadlyScaled => (2, 2),
            Self::BrownBadlyScaled | Self::Beale => (2, 3),
            Self::JennrichSampson => (2, 10),
            Self::HelicalValley => (3, 3),
            Self::Bard | Self::Gaussian => (3, 15),
            Self::Meyer => (3, 16),
            Self::Gulf => (3, 99),
            Self::Box3d => (3, 10),
            Self::PowellSingular => (4, 4),
            Self::Wood => (4, 6),
            Self::KowalikOsborne => (4, 11),
            Self::BrownDennis => (4, 20),
            Self::Osborne1 => (5, 33),
            Self::BiggsExp6 => (6, 13),
            Self::Osborne2 => (11, 65),
            Self::Watson => (6, 31),
            Self::ExtendedPowell => (12, 12),
            Self::Penalty1 => (10, 11),
            Self::VariablyDimensioned => (10, 12),
            Self::Penalty2 | Self::LinearFullRank | Self::LinearRank1 | Self::LinearRank1Zero => (10, 20),
            Self::Chebyquad => (8, 8),
            _ => (10, 10),
        }
    }

    /// m for n variables, unless another is asked for.
    pub(super) fn residuals(self, n: usize) -> usize {
        match self {
            Self::Penalty1 => n + 1,
            Self::VariablyDimensioned => n + 2,
            Self::Penalty2 | Self::LinearFullRank | Self::LinearRank1 | Self::LinearRank1Zero => 2 * n,
            _ if self as usize > 20 => n,
            _ => self.usual().1,
        }
    }

    /// The numbers of variables there are: in words, the least, the most, and what divides them.
    fn sizes(self) -> (&'static str, usize, usize, usize) {
        let paper = self.usual().0;
        match self {
            Self::Watson => ("2 to 31", 2, 31, 1),
            Self::ExtendedRosenbrock => ("an even number from 2 to 1000000", 2, 1_000_000, 2),
            Self::ExtendedPowell => ("a multiple of 4 from 4 to 1000000", 4, 1_000_000, 4),
            Self::Penalty2 => ("2 to 200", 2, 200, 1),
            Self::LinearRank1Zero => ("3 to 100000", 3, 100_000, 1),
            Self::LinearFullRank | Self::LinearRank1 => ("2 to 100000", 2, 100_000, 1),
            Self::Chebyquad => ("2 to 50", 2, 50, 1),
            _ if self as usize > 22 => ("2 to 1000000", 2, 1_000_000, 1),
            _ => ("0 or the paper's, this problem has no other", paper, paper, 1),
        }
    }

    /// The numbers of variables there are, in words.
    pub(super) fn allowed(self) -> &'static str {
        self.sizes().0
    }

    /// Whether there is a problem of so many variables.
    pub(super) fn allows(self, n: usize) -> bool {
        let (_, least, most, divisor) = self.sizes();
        (least..=most).contains(&n) && n.is_multiple_of(divisor)
    }

    /// Whether n variables can have m residuals.
    pub(super) fn fits(self, n: usize, m: usize) -> bool {
        let free = match self {
            // With 100 the last datum is 25 = x₂*, where the logarithm has no derivative.
            Self::Gulf => (n..100).contains(&m),
            Self::JennrichSampson | Self::Box3d | Self::BrownDennis | Self::BiggsExp6 => (n..=1000).contains(&m),
            Self::LinearFullRank | Self::LinearRank1 | Self::LinearRank1Zero => (n..=1_000_000).contains(&m),
            _ => false,
        };
        free || m == self.residuals(n)
    }

    /// The standard start.
    pub(super) fn start(self, n: usize) -> Vector {
        let knot = |i: usize| (i + 1) as f64 / (n + 1) as f64;
        let each = |of: &dyn Fn(usize) -> f64| Vector::from_fn(n, |i, _| of(i));
        match self {
            Self::Rosenbrock | Self::ExtendedRosenbrock => each(&|i| [-1.2, 1.0][i % 2]),
            Self::FreudensteinRoth => each(&|i| [0.5, -2.0][i]),
            Self::PowellBadlyScaled => each(&|i| [0.0, 1.0][i]),
            Self::JennrichSampson => each(&|i| [0.3, 0.4][i]),
            Self::HelicalValley => each(&|i| [-1.0, 0.0, 0.0][i]),
            Self::Gaussian => each(&|i| [0.4, 1.0, 0.0][i]),
            Self::Meyer => each(&|i| [0.02, 4000.0, 250.0][i]),
            Self::Gulf => each(&|i| [5.0, 2.5, 0.15][i]),
            Self::Box3d => each(&|i| [0.0, 10.0, 20.0][i]),
            Self::PowellSingular | Self::ExtendedPowell => each(&|i| [3.0, -1.0, 0.0, 1.0][i % 4]),
            Self::Wood => each(&|i| [-3.0, -1.0][i % 2]),
            Self::KowalikOsborne => each(&|i| [0.25, 0.39, 0.415, 0.39][i]),
            Self::BrownDennis => each(&|i| [25.0, 5.0, -5.0, -1.0][i]),
            Self::Osborne1 => each(&|i| [0.5, 1.5, -1.0, 0.01, 0.02][i]),
            Self::BiggsExp6 => each(&|i| [1.0, 2.0, 1.0, 1.0, 1.0, 1.0][i]),
            Self::Osborne2 => each(&|i| [1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5][i]),
            Self::Watson => Vector::zeros(n),
            Self::Penalty1 => each(&|i| (i + 1) as f64),
            Self::Penalty2 | Self::BrownAlmostLinear => each(&|_| 0.5),
            Self::VariablyDimensioned => each(&|i| 1.0 - (i + 1) as f64 / n as f64),
            Self::Trigonometric => each(&|_| 1.0 / n as f64),
            Self::DiscreteBoundaryValue | Self::DiscreteIntegral => each(&|i| knot(i) * (knot(i) - 1.0)),
            Self::BroydenTridiagonal | Self::BroydenBanded => each(&|_| -1.0),
            Self::Chebyquad => each(&knot),
            // Brown badly scaled, Beale, Bard, and the linear ones.
            _ => each(&|_| 1.0),
        }
    }

    /// f* as a formula, where there is one.
    pub(super) fn minimum(self, n: usize, m: usize) -> Option<f64> {
        let of = m as f64;
        match self {
            Self::JennrichSampson | Self::Bard | Self::Gaussian | Self::Meyer | Self::KowalikOsborne => None,
            Self::BrownDennis | Self::Osborne1 | Self::Osborne2 | Self::Watson | Self::Penalty1 | Self::Penalty2 => {
                None
            }
            Self::LinearFullRank => Some((m - n) as f64),
            Self::LinearRank1 => Some(of * (of - 1.0) / (2.0 * (2.0 * of + 1.0))),
            Self::LinearRank1Zero => Some((of * of + 3.0 * of - 6.0) / (2.0 * (2.0 * of - 3.0))),
            Self::Chebyquad if n == 8 || n > 9 => None,
            _ => Some(0.0),
        }
    }

    /// Whether the paper, or the structure of the problem, says that the minimum reached from the start is the least.
    pub(super) fn settled(self, n: usize, m: usize) -> bool {
        match self {
            Self::Penalty2 => n == 4 || n == 10,
            Self::Watson => n <= 12,
            Self::Chebyquad => n <= 10,
            _ => m == self.residuals(n),
        }
    }

    /// A minimizer, or a point from which Newton's method finds it.
    pub(super) fn solution(self, n: usize, m: usize) -> Solution {
        use Solution::{At, Near};
        let at = |x: &[f64]| At(Vector::from_row_slice(x));
        let near = |x: &[f64]| Near(Vector::from_row_slice(x));
        let spike = |place: usize, height: f64| At(Vector::from_fn(n, |i, _| if i == place { height } else { 0.0 }));
        match self {
            Self::FreudensteinRoth => at(&[5.0, 4.0]),
            Self::PowellBadlyScaled => near(&[1.098_159_33e-5, 9.106_146_74]),
            Self::BrownBadlyScaled => at(&[1e6, 2e-6]),
            Self::Beale => at(&[3.0, 0.5]),
            Self::JennrichSampson => near(&[0.257_825, 0.257_825]),
            Self::HelicalValley => at(&[1.0, 0.0, 0.0]),
            Self::Bard => near(&[0.082_41, 1.133_04, 2.343_7]),
            Self::Gaussian => near(&[0.398_956, 1.000_019, 0.0]),
            Self::Meyer => near(&[0.005_609_64, 6181.35, 345.224]),
            Self::Gulf => at(&[50.0, 25.0, 1.5]),
            Self::Box3d => at(&[1.0, 10.0, 1.0]),
            Self::PowellSingular | Self::ExtendedPowell | Self::Trigonometric => At(Vector::zeros(n)),
            Self::KowalikOsborne => near(&[0.192_807, 0.191_282, 0.123_057, 0.136_062]),
            Self::BrownDennis => near(&[-11.5944, 13.2036, -0.403_439, 0.236_779]),
            Self::Osborne1 => near(&[0.375_41, 1.935_85, -1.464_69, 0.012_867_5, 0.022_122_7]),
            Self::BiggsExp6 => at(&[1.0, 10.0, 1.0, 5.0, 4.0, 3.0]),
            Self::Osborne2 => near(&[
                1.309_977, 0.431_554, 0.633_662, 0.599_431, 0.754_183, 0.904_289, 1.365_812, 4.823_699, 2.398_685,
                4.568_875, 5.675_341,
            ]),
            Self::LinearFullRank => At(Vector::from_element(n, -1.0)),
            // Any x with Σ j xⱼ = 3/(2m + 1), or 3/(2m − 3) without the ends.
            Self::LinearRank1 => spike(0, 3.0 / (2.0 * m as f64 + 1.0)),
            Self::LinearRank1Zero => spike(1, 1.5 / (2.0 * m as f64 - 3.0)),
            Self::Penalty1 => At(Vector::from_element(n, penalized(n))),
            Self::DiscreteBoundaryValue | Self::DiscreteIntegral | Self::BroydenTridiagonal | Self::BroydenBanded
                if n > LARGEST_SOLVED =>
            {
                Solution::Unknown
            }
            Self::Watson
            | Self::Penalty2
            | Self::Chebyquad
            | Self::DiscreteBoundaryValue
            | Self::DiscreteIntegral
            | Self::BroydenTridiagonal
            | Self::BroydenBanded => Near(self.start(n)),
            // Rosenbrock, Wood, variably dimensioned, Brown almost-linear.
            _ => At(Vector::from_element(n, 1.0)),
        }
    }
}

/// What is known of a minimizer.
pub(super) enum Solution {
    /// It.
    At(Vector),
    /// A point from which Newton's method finds it.
    Near(Vector),
    /// That the paper has one.
    Unknown,
}

/// Up to this size the nonlinear systems are solved with dense matrices.
const LARGEST_SOLVED: usize = 200;

/// The coordinate t of the first penalty function's minimizer (t, …, t): the largest root of 10⁻⁵(t − 1) + 2t(nt² − ¼).
///
/// Where the gradient vanishes, xᵢ (10⁻⁵ + 2(Σx² − ¼)) = 10⁻⁵: all xᵢ are equal. Of the roots the positive one is nearest 1.
fn penalized(n: usize) -> f64 {
    let n = n as f64;
    // To the right of the root the cubic is convex and increasing: Newton's method falls to it.
    let mut t = 1.0;
    for _ in 0..200 {
        let slope = 1e-5 + 6.0 * n * t * t - 0.5;
        let next = t - (1e-5 * (t - 1.0) + 2.0 * t * (n * t * t - 0.25)) / slope;
        if next >= t {
            break;
        }
        t = next;
    }
    t
}
