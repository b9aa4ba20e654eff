//! Methods in the distance of entropy, and learning from pay-offs: matrix games and constrained decision processes.

use crate::drive::drive;
use problems::class::{Geometry, Operator, Saddle, Space};
use problems::{Data, Instance, Known, Matrix, Offer, PROBLEMS, Problem, Vector, stream};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;

/// xᵀAy on two simplices; remembers the points it was asked for values at.
struct Game {
    a: Matrix,
    start: Vector,
    asked: RefCell<Vec<Vector>>,
}

impl Game {
    /// Three moves each, from (0.5, 0.3, 0.2), (0.2, 0.2, 0.6).
    fn of(rows: [f64; 9]) -> Rc<Self> {
        let start = Vector::from_vec(vec![0.5, 0.3, 0.2, 0.2, 0.2, 0.6]);
        Rc::new(Self { a: Matrix::from_row_slice(3, 3, &rows), start, asked: RefCell::default() })
    }
}

impl Space for Game {
    fn dim(&self) -> usize {
        6
    }

    fn start(&self) -> Vector {
        self.start.clone()
    }
}

impl Operator for Game {
    fn apply(&self, z: &Vector, f: &mut Vector) {
        f.rows_mut(0, 3).copy_from(&(&self.a * z.rows(3, 3)));
        f.rows_mut(3, 3).copy_from(&(-self.a.transpose() * z.rows(0, 3)));
    }

    fn geometry(&self) -> Vec<(usize, Geometry)> {
        vec![(3, Geometry::Simplex(1.0)), (3, Geometry::Simplex(1.0))]
    }
}

impl Saddle for Game {
    fn split(&self) -> (usize, usize) {
        (3, 3)
    }

    fn value(&self, z: &Vector) -> f64 {
        self.asked.borrow_mut().push(z.clone());
        (&self.a * z.rows(3, 3)).dot(&z.rows(0, 3))
    }
}

fn answers(name: &str, parameters: Value, problem: &Problem, known: &Known, steps: usize) -> Vec<Vector> {
    let mut answers = Vec::new();
    drive(name, parameters, problem, known, 1, steps, |_, z| answers.push(z.clone()));
    answers
}

#[test]
fn entropic_iterates_are_those_of_the_transcription() {
    let game = Game::of([0.0, 1.0, -2.0, -1.0, 0.0, 1.0, 2.0, -1.0, 0.5]);
    let problem = Offer::of(game).saddle().problem();
    let recorded = [
        (
            "mirror-prox",
            [
                [
                    0.591_073_001_111_460_7,
                    0.250_065_124_951_165_2,
                    0.158_861_873_937_372_24,
                    0.229_037_554_380_145_72,
                    0.256_803_989_475_252_9,
                    0.514_158_456_144_601_3,
                ],
                [
                    0.648_220_361_439_726_9,
                    0.220_764_546_443_525_06,
                    0.131_015_092_116_747_86,
                    0.255_666_921_646_252_9,
                    0.333_295_865_433_641,
                    0.411_037_212_920_106_1,
                ],
                [
                    0.672_834_081_589_923_7,
                    0.210_939_511_745_105_75,
                    0.116_226_406_664_970_6,
                    0.271_808_831_028_838_24,
                    0.420_007_799_608_359_5,
                    0.308_183_369_362_804_3,
                ],
            ],
        ),
        (
            "optimistic-mirror-descent",
            [
                [
                    0.606_325_422_349_647_3,
                    0.239_030_514_316_714_1,
                    0.154_644_063_333_638_67,
                    0.222_539_252_409_909_35,
                    0.236_300_311_249_724_23,
                    0.541_160_436_340_366_5,
                ],
                [
                    0.676_176_034_700_674,
                    0.201_712_371_157_132_95,
                    0.122_111_594_142_193_1,
                    0.254_002_732_732_354_1,
                    0.319_321_768_709_158_24,
                    0.426_675_498_558_487_63,
                ],
                [
                    0.699_235_142_433_973_9,
                    0.193_591_010_439_018_1,
                    0.107_173_847_127_008,
                    0.273_062_580_604_550_13,
                    0.416_156_045_773_345_3,
                    0.310_781_373_622_104_5,
                ],
            ],
        ),
    ];
    for (name, iterates) in recorded {
        let found = answers(name, json!({ "step_size": 0.3 }), &problem, &Known::default(), 3);
        for (found, recorded) in found[1..].iter().zip(iterates) {
            assert!((found - Vector::from_row_slice(&recorded)).norm() < 1e-14, "{name}: {found}");
        }
    }
}

/// An instance of a registered problem.
fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("registered");
    let family = (entry.build)(serde_json::from_value(parameters.clone()).expect("an object")).expect("parameters");
    let made = family.make(&mut stream(1, name), &Data::default()).expect("it can be made");
    family.instance(&made)
}

/// The duality gap at the start and at the end of a run.
fn gaps(name: &str, parameters: Value, instance: &Instance, steps: usize) -> (f64, f64) {
    let gap = |z: &Vector| instance.judge.measures(z).gap;
    let (last, _) = drive(name, parameters, &instance.problem, &instance.known, 1, steps, |_, _| {});
    (gap(&instance.problem.start()), gap(&last))
}

#[test]
fn optimism_makes_the_last_iterate_converge() {
    let cases = [
        ("matrix-game", json!({ "kind": "rock-paper-scissors", "rows": 3, "columns": 3 }), 5000, 1e-6),
        ("constrained-mdp", json!({}), 40_000, 5e-2),
    ];
    for (name, parameters, steps, part) in cases {
        let instance = instance(name, &parameters);
        let (start, end) = gaps("optimistic-mirror-descent", json!({}), &instance, steps);
        assert!(end < part * start, "{name}: {start} to {end}");
        let (start, end) = gaps("optimistic-mirror-descent", json!({ "optimism": 0 }), &instance, steps);
        assert!(end > 0.1 * start, "{name} without optimism: {start} to {end}");
    }
}

#[test]
fn the_last_iterate_of_mirror_prox_converges() {
    let instance = instance("matrix-game", &json!({ "kind": "rock-paper-scissors", "rows": 3, "columns": 3 }));
    let (start, end) = gaps("mirror-prox", json!({}), &instance, 5000);
    assert!(end < 1e-6 * start, "{start} to {end}");
}

#[test]
fn bandits_come_near_the_equilibrium() {
    let instance = instance("matrix-game", &json!({ "kind": "rock-paper-scissors", "rows": 3, "columns": 3 }));
    let (start, end) = gaps("last-iterate-bandit", json!({}), &instance, 100_000);
    assert!(end < 0.3 * start, "{start} to {end}");
}

#[test]
fn bandit_strategies_are_those_of_the_transcription() {
    let game = Game::of([0.0, 1.0, -1.0, -1.0, 0.0, 1.0, 1.0, -1.0, 0.5]);
    let problem = Offer::of(Rc::clone(&game)).saddle().problem();
    let found = answers("last-iterate-bandit", json!({}), &problem, &Known::default(), 8);
    let moves: Vec<(usize, usize)> =
        game.asked.borrow().iter().map(|z| (z.rows(0, 3).imax(), z.rows(3, 3).imax())).collect();
    assert_eq!(moves, [(2, 2), (1, 1), (2, 2), (1, 0), (2, 0), (1, 2), (0, 2), (0, 1)]);
    // SciPy's SLSQP on the truncated simplices, for these moves.
    let recorded = [
        [0.394_436_64, 0.394_436_64, 0.211_126_719, 0.350_220_336, 0.350_220_336, 0.299_559_328],
        [0.394_733_875, 0.298_882_187, 0.306_383_938, 0.372_088_111, 0.278_662_066, 0.349_249_823],
        [0.409_340_186, 0.350_167_508, 0.240_492_306, 0.370_042_002, 0.314_607_194, 0.315_350_804],
        [0.382_694_32, 0.345_953_252, 0.271_352_428, 0.264_082_714, 0.367_677_864, 0.368_239_422],
        [0.410_795_613, 0.382_737_311, 0.206_467_076, 0.283_807_78, 0.357_904_578, 0.358_287_642],
        [0.442_464_913, 0.291_438_97, 0.266_096_117, 0.296_295_083, 0.351_713_355, 0.351_991_561],
        [0.416_215_204, 0.302_080_236, 0.281_704_56, 0.340_054_283, 0.387_890_828, 0.272_054_889],
        [0.326_404_076, 0.346_083_327, 0.327_512_598, 0.339_213_679, 0.376_372_552, 0.284_413_769],
    ];
    for (found, recorded) in found[1..].iter().zip(recorded) {
        assert!((found - Vector::from_row_slice(&recorded)).amax() < 1e-7, "{found}");
    }
}
