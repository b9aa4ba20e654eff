//! When a run is over: the criteria that start the next one.

use super::run::Run;

/// Tutorial, B.3: the sample distribution is smaller than this part of the first one.
const TOL_X: f64 = 1e-12;
/// Tutorial, B.3: condition of C beyond which its eigenvectors are rounding.
const CONDITION: f64 = 1e14;

// pycma's defaults, by the names of its options.
const TOLFUN: f64 = 1e-11;
const TOLFUNHIST: f64 = 1e-12;
const TOLX: f64 = 1e-11;
const TOLFACUPX: f64 = 1e3;
const TOLUPSIGMA: f64 = 1e20;
const TOLFLATFITNESS: u64 = 1;
/// The mean moves less than this over 20 and a tenth of all generations.
const TOLXSTAGNATION: f64 = 1e-9;
/// Values are kept every so many generations, for `tolstagnation`, and at most so many.
const SPARSE: u64 = 5;
const KEPT: usize = 20_000;

/// The numbers of generations that `maxiter` and `tolstagnation` allow. All runs have those of the first population.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub(super) generations: f64,
    stagnation: f64,
}

impl Patience {
    pub(super) fn new(n: f64, population: f64) -> Self {
        Self {
            generations: 100.0 + (150.0 * (n + 3.0).powi(2)).div_euclid(population.sqrt()),
            stagnation: (100.0 + 100.0 * n.powf(1.5) / population).floor(),
        }
    }
}

/// What a run remembers of its past.
pub(super) struct Memory {
    patience: Patience,
    /// Best values of the last generations, latest last.
    recent: Vec<f64>,
    span: usize,
    /// Best and median values of every fifth generation, latest last.
    best: Vec<f64>,
    median: Vec<f64>,
    /// Scratch for medians.
    sorted: Vec<f64>,
    record: f64,
    record_generation: u64,
    flat: u64,
    /// The mean when it last moved, and when.
    mean: Vec<f64>,
    moved: u64,
}

impl Memory {
    pub(super) fn new(mean: &[f64], population: usize, patience: Patience) -> Self {
        Self {
            patience,
            recent: Vec::new(),
            span: 10 + 30 * mean.len() / population,
            best: Vec::new(),
            median: Vec::new(),
            sorted: Vec::new(),
            record: f64::INFINITY,
            record_generation: 0,
            flat: 0,
            mean: mean.to_vec(),
            moved: 0,
        }
    }

    /// Notes a generation, its values in order.
    fn note(&mut self, generation: u64, f: impl Fn(usize) -> f64, population: usize, mean: &[f64]) {
        let half = population / 2;
        let median = if population.is_multiple_of(2) { f64::midpoint(f(half - 1), f(half)) } else { f(half) };
        if self.recent.len() == self.span {
            self.recent.remove(0);
        }
        self.recent.push(f(0));
        if generation.is_multiple_of(SPARSE) {
            self.best.push(f(0));
            self.median.push(median);
            if self.best.len() > KEPT {
                self.best.remove(0);
                self.median.remove(0);
            }
        }
        if f(0) < self.record {
            (self.record, self.record_generation) = (f(0), generation);
        }
        self.flat = if f(0) < f(3 * population / 4) { 0 } else { self.flat + 1 };
        let moved = self.mean.iter().zip(mean).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        let waited = (generation - self.moved) as f64 / still_long(generation);
        if moved > TOLXSTAGNATION * waited.max(1.0).sqrt() {
            self.mean.copy_from_slice(mean);
            self.moved = generation;
        }
    }

    /// Whether neither best nor median values are better than they were as long ago.
    fn stagnates(&mut self, generation: u64, n: f64, population: f64) -> bool {
        let Self { patience, best, median, sorted, record_generation, .. } = self;
        let window = (patience.stagnation / (2 * SPARSE) as f64).max(best.len() as f64 / 10.0) as usize;
        let long = generation as f64 > n * (5.0 + 100.0 / population) && best.len() > 100 && 2 * window < best.len();
        let mut worse = |history: &[f64]| {
            let (older, newer) = history[history.len() - 2 * window..].split_at(window);
            let mut middle = |values: &[f64]| {
                sorted.clear();
                sorted.extend_from_slice(values);
                sorted.sort_unstable_by(f64::total_cmp);
                f64::midpoint(sorted[(window - 1) / 2], sorted[window / 2])
            };
            middle(newer) >= middle(older)
        };
        long && (generation - *record_generation) as f64 > patience.stagnation / 2.0 && worse(median) && worse(best)
    }
}

/// Generations over which a mean that stays where it is has stopped.
fn still_long(generation: u64) -> f64 {
    20.0 + 0.1 * generation as f64
}

/// Whether a step is rounded away.
fn lost(x: f64, step: f64) -> bool {
    x + step - x == 0.0
}

fn range(values: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), f| (l.min(f), h.max(f)));
    high - low
}

/// pycma's criteria.
pub(super) fn over(run: &mut Run, memory: &mut Memory) -> bool {
    let Run { m, sigma, sigma_start, p_c, b, d, f, order, generation, .. } = &*run;
    let (n, population) = (m.len(), f.len());
    memory.note(*generation, |rank| f[order[rank]], population, m.as_slice());
    let deviation = |i: usize| sigma * run.variance(i).sqrt();
    let spread = range(f.iter().copied());
    let history = range(memory.recent.iter().copied());
    let axis = (*generation as usize) % n;
    let along = |i: usize| if b.is_empty() { f64::from(u8::from(i == axis)) } else { b[(i, axis)] };

    run.broken
        || *generation as f64 >= memory.patience.generations
        || (spread < TOLFUN && history < TOLFUN)
        || (memory.recent.len() > 9 && history < TOLFUNHIST)
        || memory.flat > TOLFLATFITNESS
        || (0..n).any(|i| deviation(i) > TOLFACUPX * sigma_start)
        || (0..n).all(|i| deviation(i) < TOLX && sigma * p_c[i].abs() < TOLX)
        || sigma / d.max() > TOLUPSIGMA * sigma_start
        || (0..n).any(|i| lost(m[i], 0.2 * deviation(i)))
        || (0..n).all(|i| lost(m[i], 0.1 * sigma * d[axis] * along(i)))
        || (*generation - memory.moved) as f64 > still_long(*generation)
        || memory.stagnates(*generation, n as f64, population as f64)
}

/// Tutorial, B.3: whether samples can no longer tell points apart, or are no numbers.
pub(super) fn exhausted(run: &Run) -> bool {
    let n = run.m.len();
    let patience = 10 + (30 * n).div_ceil(run.f.len()) as u64;
    let small = |x: f64| run.sigma * x < TOL_X * run.sigma_start;
    run.broken
        || run.equal > patience
        || !run.sigma.is_finite()
        || (0..n).all(|i| small(run.p_c[i].abs()) && small(run.variance(i).sqrt()))
}

/// Whether the standard deviations d are too far apart, or none.
pub(super) fn ill_conditioned(low: f64, high: f64) -> bool {
    low <= 0.0 || high > CONDITION * low || !high.is_finite()
}
