//! The solvers of argmin take the steps that argmin's own executor takes, on vectors that are not ours.

use crate::drive::drive;
use argmin::core::{CostFunction, Error, Executor, Gradient, Hessian, IterState, PopulationState, Solver, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::neldermead::NelderMead;
use argmin::solver::particleswarm::ParticleSwarm;
use argmin::solver::quasinewton::{BFGS, LBFGS};
use argmin::solver::trustregion::{Steihaug, TrustRegion};
use problems::{Data, Instance, Known, PROBLEMS, Rng, Vector, stream};
use rand::SeedableRng;
use serde_json::json;

/// Rosenbrock's function, written out for argmin.
#[derive(Clone, Copy)]
struct Rosenbrock;

impl CostFunction for Rosenbrock {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Error> {
        Ok(100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2))
    }
}

impl Gradient for Rosenbrock {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let u = x[1] - x[0] * x[0];
        Ok(vec![-400.0 * x[0] * u - 2.0 * (1.0 - x[0]), 200.0 * u])
    }
}

impl Hessian for Rosenbrock {
    type Param = Vec<f64>;
    type Hessian = Vec<Vec<f64>>;

    fn hessian(&self, x: &Vec<f64>) -> Result<Vec<Vec<f64>>, Error> {
        let off = -400.0 * x[0];
        Ok(vec![vec![1200.0 * x[0] * x[0] - 400.0 * x[1] + 2.0, off], vec![off, 200.0]])
    }
}

/// The state of a solver that keeps a matrix.
type WithMatrix = IterState<Vec<f64>, Vec<f64>, (), Vec<Vec<f64>>, (), f64>;

const START: [f64; 2] = [-1.2, 1.0];
const STEPS: usize = 9;

fn rosenbrock() -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == "rosenbrock").expect("registered");
    let family = (entry.build)((entry.defaults)()).expect("defaults build");
    let instance = family.instance(&family.make(&mut stream(1, "rosenbrock"), &Data::default()).expect("an instance"));
    assert_eq!(instance.problem.start().as_slice(), START);
    instance
}

/// Compares the answers of the first steps with the parameter of the executor's state after as many iterations.
fn follows<S, I>(name: &str, solver: impl Fn() -> S, state: impl Fn(u64) -> I, point: impl Fn(&I) -> Vec<f64>)
where
    S: Solver<Rosenbrock, I>,
    I: State<Float = f64>,
{
    let instance = rosenbrock();
    let mut compared = 0;
    drive(name, json!({}), &instance.problem, &Known::default(), 1, STEPS, |k, x| {
        let run = Executor::new(Rosenbrock, solver()).configure(|_| state(k as u64)).ctrlc(false);
        let theirs = Vector::from_vec(point(run.run().expect("a run").state()));
        assert!((x - &theirs).norm() <= 1e-9 * (1.0 + theirs.norm()), "{name}, step {k}: {x} {theirs}");
        compared += 1;
    });
    assert_eq!(compared, STEPS + 1);
}

fn more_thuente() -> MoreThuenteLineSearch<Vec<f64>, Vec<f64>, f64> {
    MoreThuenteLineSearch::new().with_c(1e-4, 0.9).expect("constants in order")
}

#[test]
fn nelder_mead() {
    let simplex = || vec![vec![-1.2, 1.0], vec![-0.7, 1.0], vec![-1.2, 1.5]];
    let solver = || NelderMead::new(simplex()).with_sd_tolerance(f64::MIN_POSITIVE).expect("a tolerance");
    let point = |state: &IterState<Vec<f64>, (), (), (), (), f64>| state.get_param().expect("a point").clone();
    follows("argmin-nelder-mead", solver, |k| IterState::new().max_iters(k), point);
}

#[test]
fn bfgs() {
    let solver = || {
        let solver = BFGS::new(more_thuente()).with_tolerance_grad(f64::MIN_POSITIVE);
        solver.and_then(|solver| solver.with_tolerance_cost(f64::MIN_POSITIVE)).expect("tolerances")
    };
    let identity = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
    let state = |k| IterState::new().param(START.to_vec()).inv_hessian(identity.clone()).max_iters(k);
    let point = |state: &WithMatrix| state.get_param().expect("a point").clone();
    follows("argmin-bfgs", solver, state, point);
}

#[test]
fn lbfgs() {
    let solver = || {
        let solver = LBFGS::new(more_thuente(), 10).with_tolerance_grad(f64::MIN_POSITIVE);
        solver.and_then(|solver| solver.with_tolerance_cost(f64::MIN_POSITIVE)).expect("tolerances")
    };
    let state = |k| IterState::new().param(START.to_vec()).max_iters(k);
    let point = |state: &IterState<Vec<f64>, Vec<f64>, (), (), (), f64>| state.get_param().expect("a point").clone();
    follows("argmin-lbfgs", solver, state, point);
}

#[test]
fn trust_region() {
    let solver = || {
        let steihaug = Steihaug::new().with_epsilon(1e-9).expect("a tolerance").with_max_iters(4);
        let solver = TrustRegion::new(steihaug).with_max_radius(100.0).and_then(|solver| solver.with_radius(1.0));
        solver.and_then(|solver| solver.with_eta(0.125)).expect("radii and η")
    };
    let state = |k| IterState::new().param(START.to_vec()).max_iters(k);
    let point = |state: &WithMatrix| state.get_param().expect("a point").clone();
    follows("argmin-trust-region", solver, state, point);
}

/// The swarm draws from the stream of the run; the box is start ± 5.
#[test]
fn particle_swarm() {
    let solver = || {
        let mut stream = stream(1, "argmin-particle-swarm");
        let bounds = (START.map(|x| x - 5.0).to_vec(), START.map(|x| x + 5.0).to_vec());
        ParticleSwarm::new(bounds, 40).with_rng_generator(Rng::from_rng(&mut stream))
    };
    let point = |state: &PopulationState<_, f64>| {
        let best: &argmin::solver::particleswarm::Particle<Vec<f64>, f64> = state.get_param().expect("a particle");
        best.position.clone()
    };
    follows("argmin-particle-swarm", solver, |k| PopulationState::new().max_iters(k), point);
}
