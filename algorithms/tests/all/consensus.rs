//! Interacting particles move as the packages' do, and as closed forms say.

use crate::drive::drive;
use crate::recorder::Recorder;
use algorithms::{ALGORITHMS, Watcher};
use problems::class::{LeastSquares, Objective, Smooth, Space};
use problems::{Known, Matrix, Offer, Problem, Vector, stream};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

/// Σ (xᵢ − 0.3)² + ½ Σ (1 − cos 3xᵢ).
fn wavy(x: &[f64]) -> f64 {
    x.iter().map(|x| (x - 0.3).powi(2) + 0.5 * (1.0 - (3.0 * x).cos())).sum()
}

/// Six particles of `CBXpy` 1.0.4 in three dimensions, `dt` 0.05, `alpha` 2, `sigma` 1.5 or, with a correction, 0, fed the
/// numbers of stream 1: noise, schedule, correction, steps, consensus.
const CBO: &[(&str, &str, &str, usize, [f64; 3])] = &[
    ("isotropic", "growth", "none", 1, [0.535_869_479_994, -0.090_117_466_236, 0.681_101_341_028]),
    ("anisotropic", "growth", "none", 1, [0.535_869_479_994, -0.090_117_466_236, 0.681_101_341_028]),
    ("anisotropic", "effective-sample-size", "none", 1, [0.535_869_479_994, -0.090_117_466_236, 0.681_101_341_028]),
    ("anisotropic", "growth", "heaviside", 1, [0.535_869_479_994, -0.090_117_466_236, 0.681_101_341_028]),
    ("anisotropic", "growth", "tanh", 1, [0.535_869_479_994, -0.090_117_466_236, 0.681_101_341_028]),
    ("isotropic", "growth", "none", 5, [-0.052_312_554_639, 0.045_734_400_742, 0.096_642_397_228]),
    ("anisotropic", "growth", "none", 5, [0.212_480_409_369, 0.035_989_860_887, -0.224_028_381_680]),
    ("anisotropic", "effective-sample-size", "none", 5, [0.343_273_320_631, 0.027_989_090_778, -0.116_867_834_608]),
    ("anisotropic", "growth", "heaviside", 5, [0.413_865_616_280, -0.072_278_239_294, 0.325_626_485_270]),
    ("anisotropic", "growth", "tanh", 5, [0.413_865_616_280, -0.072_278_239_294, 0.325_626_485_270]),
    ("isotropic", "growth", "none", 20, [0.639_967_771_745, -0.103_434_174_130, -0.129_045_469_221]),
    ("anisotropic", "growth", "none", 20, [0.198_617_667_816, 0.048_722_756_676, -0.004_175_567_400]),
    ("anisotropic", "effective-sample-size", "none", 20, [0.401_611_891_085, 0.085_969_481_359, -0.037_292_286_320]),
    ("anisotropic", "growth", "heaviside", 20, [0.081_095_541_485, -0.018_744_285_138, 0.085_044_299_678]),
    ("anisotropic", "growth", "tanh", 20, [0.081_095_541_485, -0.018_744_285_138, 0.085_044_299_678]),
];

#[test]
fn steps_are_those_of_cbxpy() {
    for (noise, schedule, correction, steps, expected) in CBO {
        let sigma = if *correction == "none" { 1.5 } else { 0.0 };
        let given = json!({
            "particles": 6, "noise": noise, "schedule": schedule, "correction": correction, "sigma": sigma, "alpha": 2.0,
            "time_step": 0.05, "spread": "uniform", "radius": 2.0
        });
        let problem = Recorder::new(3, 0.0, wavy).problem();
        let (c, _) = drive("cbo", given, &problem, &Known::default(), 1, *steps, |_, _| {});
        let difference = (&c - Vector::from_column_slice(expected)).amax();
        assert!(difference < 1e-10, "{noise}, {schedule}, {correction}, {steps}: {c} instead of {expected:?}");
    }
}

/// The same of its `PolarCBO` with `kappa` 0.8: kernel, sharpened, steps, a coordinate of particles 1, 4 and 6.
const POLARISED: &[(&str, bool, usize, [f64; 3])] = &[
    ("gaussian", true, 1, [0.027_967_891_271, -0.485_499_838_410, -0.496_052_916_836]),
    ("gaussian", false, 1, [0.027_984_407_156, -0.461_943_091_344, -0.239_851_404_553]),
    ("laplace", true, 1, [0.027_970_557_147, -0.470_370_539_215, -0.304_077_029_802]),
    ("laplace", false, 1, [0.028_016_601_752, -0.459_650_766_031, 0.570_514_464_994]),
    ("inverse-quadratic", true, 1, [0.027_977_987_912, -0.463_191_742_011, 0.241_809_484_388]),
    ("inverse-quadratic", false, 1, [0.028_062_946_887, -0.458_992_783_701, 0.646_170_406_657]),
    ("gaussian", true, 5, [0.027_968_631_411, -0.239_245_025_800, -0.496_068_447_106]),
    ("gaussian", false, 5, [0.031_111_027_751, -0.149_968_330_017, -0.140_879_537_161]),
    ("laplace", true, 5, [0.028_029_792_603, -0.189_773_354_881, -0.296_119_255_015]),
    ("laplace", false, 5, [0.036_576_296_493, -0.168_112_456_790, 0.511_228_638_976]),
    ("inverse-quadratic", true, 5, [0.028_594_198_308, -0.194_585_029_926, 0.202_184_221_685]),
    ("inverse-quadratic", false, 5, [0.064_624_239_333, -0.364_250_178_283, 0.547_475_127_678]),
    ("gaussian", true, 20, [0.027_968_631_445, -0.010_469_442_106, -0.496_084_099_716]),
    ("gaussian", false, 20, [0.031_086_011_860, -0.004_362_892_500, -0.497_595_133_947]),
    ("laplace", true, 20, [0.028_031_244_520, -0.009_399_822_241, -0.333_612_940_752]),
    ("laplace", false, 20, [-0.510_469_928_485, -0.013_631_168_941, 1.191_872_990_690]),
    ("inverse-quadratic", true, 20, [0.028_572_567_933, -0.009_077_750_429, 0.150_528_923_542]),
    ("inverse-quadratic", false, 20, [-0.427_892_589_321, -0.200_299_118_644, 0.977_995_084_586]),
];

#[test]
fn polarised_steps_are_those_of_cbxpy() {
    for (kernel, sharpened, steps, expected) in POLARISED {
        let given = json!({
            "particles": 6, "kernel": kernel, "sharpened": sharpened, "kappa": 0.8, "sigma": 1.5, "alpha": 2.0,
            "time_step": 0.05, "spread": "uniform", "radius": 2.0
        });
        let recorder = Recorder::new(3, 0.0, wavy);
        // The points of a step are those that the one before moved to.
        drive("polarised-cbo", given, &recorder.problem(), &Known::default(), 1, steps + 1, |_, _| {});
        let points = recorder.points();
        let x = &points[6 * steps..];
        for (ours, theirs) in [x[0][0], x[3][1], x[5][2]].into_iter().zip(expected) {
            assert!((ours - theirs).abs() < 1e-10, "{kernel}, {sharpened}, {steps}: {ours} instead of {theirs}");
        }
    }
}

struct Steps(Vector, usize);

impl Watcher for Steps {
    fn slot(&mut self) -> &mut Vector {
        &mut self.0
    }

    fn stepped(&mut self) -> ControlFlow<()> {
        if self.1 == 0 {
            return ControlFlow::Break(());
        }
        self.1 -= 1;
        ControlFlow::Continue(())
    }
}

/// All points an algorithm asks for, its random numbers those of a stream that does not depend on its name.
fn points(name: &str, given: &Value, steps: usize) -> Vec<Vector> {
    let recorder = Recorder::new(3, 0.0, wavy);
    let entry = ALGORITHMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let algorithm = (entry.build)(given.as_object().expect("an object").clone()).expect("parameters that exist");
    let mut watcher = Steps(recorder.start(), steps);
    algorithm.run(&recorder.problem(), &Known::default(), &mut stream(1, "shared"), &mut watcher).expect("it suits");
    recorder.points()
}

#[test]
fn a_wide_kernel_is_no_kernel() {
    let cbo = points("cbo", &json!({}), 20);
    let polarised = points("polarised-cbo", &json!({ "kappa": 1e9, "sharpened": false }), 20);
    assert_eq!(cbo.len(), polarised.len());
    for (k, (a, b)) in cbo.iter().zip(&polarised).enumerate() {
        assert!((a - b).amax() < 1e-9, "{k}: {a} {b}");
    }
}

#[test]
fn presets_are_their_parameters() {
    let of = |given| points("cbo", &given, 10);
    let julia = json!({
        "noise": "isotropic", "time_step": 0.1, "alpha": 10.0, "alpha_growth": 1.0, "sigma": 2_f64.sqrt(),
        "correction": "heaviside", "spread": "gaussian", "radius": 1.0
    });
    assert_eq!(of(json!({ "preset": "consensus-based-x" })), of(julia));
    let python = json!({ "noise": "isotropic", "spread": "uniform", "radius": 1.0 });
    assert_eq!(of(json!({ "preset": "cbxpy" })), of(python));
    let entry = ALGORITHMS.iter().find(|entry| entry.about.name == "cbo").expect("registered");
    let both = json!({ "preset": "cbxpy", "sigma": 1.0 });
    let algorithm = (entry.build)(both.as_object().expect("an object").clone()).expect("parameters that exist");
    let problem = Recorder::new(3, 0.0, wavy).problem();
    let refused = algorithm.run(&problem, &Known::default(), &mut stream(1, "cbo"), &mut Steps(Vector::zeros(3), 1));
    assert!(refused.is_err(), "a preset leaves no other choice");
}

/// Carrillo, Jin, Li, Zhu 2021, algorithm 2.1: without noise a batch contracts to its own consensus, and every particle is
/// in one batch before any is in two.
#[test]
fn batches_have_their_own_consensus() {
    let given =
        json!({ "particles": 12, "batch": 4, "sigma": 0.0, "alpha": 2.0, "alpha_growth": 1.0, "time_step": 0.1 });
    let points = points("cbo", &given, 6);
    let (first, second) = points.split_at(12);
    let mut moved = Vec::new();
    for batch in first.chunks(4) {
        let w: Vec<f64> = batch.iter().map(|x| (-2.0 * wavy(x.as_slice())).exp()).collect();
        let mean = batch.iter().zip(&w).map(|(x, w)| x * *w).sum::<Vector>() / w.iter().sum::<f64>();
        moved.extend(batch.iter().map(|x| x - 0.1 * (x - &mean)));
    }
    for x in &moved {
        let matches = second[..12].iter().filter(|y| (x - *y).amax() < 1e-12).count();
        assert_eq!(matches, 1, "{x}");
    }
}

/// Of f = ½a|x|² the weights exp(−αf) times N(v, σ²) are a Gaussian of mean v/(1 + ασ²a): within four standard errors.
#[test]
fn hopping_is_a_gaussian_posterior() {
    let problem = Recorder::new(2, 1.0, |x| 0.75 * (x[0] * x[0] + x[1] * x[1])).problem();
    let (alpha, sigma, a, samples) = (2.0, 0.5, 1.5, 40_000);
    let given = json!({ "samples": samples, "sigma": sigma, "alpha": alpha });
    let shrink = 1.0 / (1.0 + alpha * sigma * sigma * a);
    let mut expected = 1.0;
    drive("consensus-hopping", given, &problem, &Known::default(), 1, 5, |k, v| {
        // The posterior's deviation is less than σ, and half of the weight counts at least.
        let error = 4.0 * sigma * (2.0 / f64::from(samples)).sqrt() * (k as f64).sqrt();
        assert!(v.iter().all(|v| (v - expected).abs() <= error), "{k}: {v}, expected {expected} ± {error}");
        expected *= shrink;
    });
}

/// r(x) = A x − b.
struct Linear {
    a: Matrix,
    b: Vector,
    points: RefCell<Vec<Vector>>,
}

impl Space for Linear {
    fn dim(&self) -> usize {
        self.a.ncols()
    }

    fn start(&self) -> Vector {
        Vector::from_fn(self.dim(), |i, _| 1.0 + i as f64)
    }
}

impl Objective for Linear {
    fn value(&self, x: &Vector) -> f64 {
        0.5 * (&self.a * x - &self.b).norm_squared()
    }
}

impl Smooth for Linear {
    fn gradient(&self, _x: &Vector, _g: &mut Vector) {
        unreachable!("an inversion asks for residuals alone")
    }
}

impl LeastSquares for Linear {
    fn residuals_len(&self) -> usize {
        self.b.len()
    }

    fn residuals(&self, x: &Vector, r: &mut Vector) {
        self.points.borrow_mut().push(x.clone());
        r.copy_from(&(&self.a * x - &self.b));
    }

    fn jacobian_product(&self, _x: &Vector, _v: &Vector, _p: &mut Vector) {
        unreachable!("an inversion asks for residuals alone")
    }

    fn jacobian_transpose_product(&self, _x: &Vector, _u: &Vector, _p: &mut Vector) {
        unreachable!("an inversion asks for residuals alone")
    }
}

/// The ensembles of the first steps.
fn ensembles(n: usize, m: usize, members: usize, perturbed: bool) -> (Rc<Linear>, Vec<Vec<Vector>>) {
    let a = Matrix::from_fn(m, n, |i, j| (1.0 + (i * n + j) as f64).sin());
    let linear = Rc::new(Linear { a, b: Vector::from_element(m, 0.5), points: RefCell::default() });
    let problem: Problem = Offer::of(Rc::clone(&linear)).least_squares().problem();
    let given = json!({ "ensemble": members, "noise": 0.5, "time_step": 0.8, "perturbed": perturbed });
    drive("ensemble-kalman-inversion", given, &problem, &Known::default(), 1, 4, |_, _| {});
    let ensembles = linear.points.borrow().chunks(members).map(<[Vector]>::to_vec).collect();
    (linear, ensembles)
}

#[test]
fn a_linear_inversion_is_the_kalman_update() {
    let (linear, ensembles) = ensembles(3, 4, 7, false);
    for pair in ensembles.windows(2) {
        let mean = pair[0].iter().sum::<Vector>() / 7.0;
        let c = pair[0].iter().map(|u| (u - &mean) * (u - &mean).transpose()).sum::<Matrix>() / 7.0;
        let innovation = &linear.a * &c * linear.a.transpose() + Matrix::identity(4, 4) * (0.25 / 0.8);
        let gain = &c * linear.a.transpose() * innovation.try_inverse().expect("definite");
        for (u, next) in pair[0].iter().zip(&pair[1]) {
            let expected = u - &gain * (&linear.a * u - &linear.b);
            assert!((next - &expected).amax() < 1e-10, "{next} instead of {expected}");
        }
    }
}

#[test]
fn an_inversion_stays_in_its_span() {
    let (_, ensembles) = ensembles(8, 6, 4, true);
    let span = Matrix::from_columns(&ensembles[0]).qr().q();
    let moved = ensembles[3].iter().zip(&ensembles[0]).map(|(u, first)| (u - first).amax()).fold(0.0, f64::max);
    assert!(moved > 1e-3, "the ensemble moves");
    for u in &ensembles[3] {
        let outside = u - &span * (span.transpose() * u);
        assert!(outside.amax() < 1e-10 * u.amax(), "{outside}");
    }
}
