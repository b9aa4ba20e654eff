//! Polynomials of two variables.

use super::fixed::{Place, smooth_function};
use super::over::SPREAD;
use crate::About;

smooth_function!(
    Beale,
    "Beale's function.",
    2,
    About {
        name: "beale",
        title: "Beale's function, a plain with sharp peaks at its corners",
        formula: "f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²,  −4.5 ≤ x, y ≤ 4.5",
        optimum: "(3, 0.5), f* = 0 (closed form)",
        source: "Beale, On an iterative method of finding a local minimum of a function of more than one variable, Princeton, 1958",
        parameters: &[SPREAD],
    },
    Place { lower: [-4.5; 2], upper: [4.5; 2], optimum: 0.0, solutions: &[[3.0, 0.5]], floor: 0.0 },
    |[x, y]| (x * (y - 1.0) + 1.5).powi(2)
        + (x * (y * y - 1.0) + 2.25).powi(2)
        + (x * (y * y * y - 1.0) + 2.625).powi(2)
);

smooth_function!(
    Booth,
    "Booth's function.",
    2,
    About {
        name: "booth",
        title: "Booth's function, a convex quadratic",
        formula: "f(x, y) = (x + 2y − 7)² + (2x + y − 5)²,  −10 ≤ x, y ≤ 10",
        optimum: "(1, 3), f* = 0 (closed form)",
        source: "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation 4, 2013, function 17",
        parameters: &[SPREAD],
    },
    Place { lower: [-10.0; 2], upper: [10.0; 2], optimum: 0.0, solutions: &[[1.0, 3.0]], floor: 0.0 },
    |[x, y]| (x + y * 2.0 - 7.0).powi(2) + (x * 2.0 + y - 5.0).powi(2)
);

smooth_function!(
    Matyas,
    "Matyas's function.",
    2,
    About {
        name: "matyas",
        title: "Matyas's function, a convex quadratic",
        formula: "f(x, y) = 0.26 (x² + y²) − 0.48 xy,  −10 ≤ x, y ≤ 10",
        optimum: "(0, 0), f* = 0 (closed form)",
        source: "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation 4, 2013, function 71",
        parameters: &[SPREAD],
    },
    Place { lower: [-10.0; 2], upper: [10.0; 2], optimum: 0.0, solutions: &[[0.0, 0.0]], floor: 0.0 },
    |[x, y]| (x * x + y * y) * 0.26 - x * y * 0.48
);

smooth_function!(
    Himmelblau,
    "Himmelblau's function.",
    2,
    About {
        name: "himmelblau",
        title: "Himmelblau's function, four equal minima",
        formula: "f(x, y) = (x² + y − 11)² + (x + y² − 7)²,  −5 ≤ x, y ≤ 5",
        optimum: "(3, 2), (−2.8051, 3.1313), (−3.7793, −3.2832), (3.5844, −1.8481), f* = 0 (closed form)",
        source: "Himmelblau, Applied nonlinear programming, McGraw-Hill, 1972",
        parameters: &[SPREAD],
    },
    Place {
        lower: [-5.0; 2],
        upper: [5.0; 2],
        optimum: 0.0,
        solutions: &[
            [3.0, 2.0],
            [-2.805_118_086_952_745, 3.131_312_518_250_573],
            [-3.779_310_253_377_747, -3.283_185_991_286_169_5],
            [3.584_428_340_330_491_6, -1.848_126_526_964_403_5]
        ],
        floor: 0.0
    },
    |[x, y]| (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2)
);

smooth_function!(
    SixHumpCamel,
    "The six-hump camel.",
    2,
    About {
        name: "six-hump-camel",
        title: "the six-hump camel, two of its six minima global",
        formula: "f(x, y) = (4 − 2.1 x² + x⁴/3) x² + xy + (4y² − 4) y²,  −3 ≤ x ≤ 3, −2 ≤ y ≤ 2",
        optimum: "±(0.08984201, −0.71265640), f* = −1.0316284534898774 (roots of the gradient, by Newton's method in 40 digits)",
        source: "Dixon and Szegő, The global optimization problem: an introduction, Towards global optimisation 2, 1978",
        parameters: &[SPREAD],
    },
    Place {
        lower: [-3.0, -2.0],
        upper: [3.0, 2.0],
        optimum: -1.031_628_453_489_877_4,
        solutions: &[
            [0.089_842_013_100_318_06, -0.712_656_403_020_739_6],
            [-0.089_842_013_100_318_06, 0.712_656_403_020_739_6]
        ],
        floor: 0.0
    },
    |[x, y]| {
        let (s, t) = (x * x, y * y);
        (s * (s / 3.0 - 2.1) + 4.0) * s + x * y + (t * 4.0 - 4.0) * t
    }
);

smooth_function!(
    GoldsteinPrice,
    "Goldstein and Price's function.",
    2,
    About {
        name: "goldstein-price",
        title: "Goldstein and Price's function, four minima of very different height",
        formula: "f(x, y) = (1 + (x + y + 1)² (19 − 14x + 3x² − 14y + 6xy + 3y²)) (30 + (2x − 3y)² (18 − 32x + 12x² + 48y − 36xy + 27y²)),  −2 ≤ x, y ≤ 2",
        optimum: "(0, −1), f* = 3 (closed form)",
        source: "Goldstein and Price, On descent from local minima, Math. Comp. 25, 1971",
        parameters: &[SPREAD],
    },
    Place { lower: [-2.0; 2], upper: [2.0; 2], optimum: 3.0, solutions: &[[0.0, -1.0]], floor: 1e-12 },
    |[x, y]| {
        let a = x * -14.0 + x * x * 3.0 - y * 14.0 + x * y * 6.0 + y * y * 3.0 + 19.0;
        let b = x * -32.0 + x * x * 12.0 + y * 48.0 - x * y * 36.0 + y * y * 27.0 + 18.0;
        ((x + y + 1.0).powi(2) * a + 1.0) * ((x * 2.0 - y * 3.0).powi(2) * b + 30.0)
    }
);
