//! The transformations of the search space, composed in the order a point goes through them.

use super::draw::Draw;

/// A block-diagonal matrix; of one block, a full one.
pub(super) struct Blocks {
    /// Variables of a block; the last may have fewer.
    size: usize,
    /// The blocks, column-major.
    entries: Vec<Vec<f64>>,
}

impl Blocks {
    pub(super) fn new(size: usize, entries: Vec<Vec<f64>>) -> Self {
        Self { size, entries }
    }

    /// y ← B x.
    pub(super) fn apply(&self, x: &[f64], y: &mut [f64]) {
        let parts = x.chunks(self.size).zip(y.chunks_mut(self.size));
        for (block, (x, y)) in self.entries.iter().zip(parts) {
            y.fill(0.0);
            for (column, x) in block.chunks_exact(y.len()).zip(x) {
                y.iter_mut().zip(column).for_each(|(y, b)| *y += b * x);
            }
        }
    }

    /// y = Bᵀ x.
    pub(super) fn transposed(&self, x: &[f64]) -> Vec<f64> {
        let parts = x.chunks(self.size).zip(&self.entries);
        parts
            .flat_map(|(x, block)| {
                block.chunks_exact(x.len()).map(move |column| column.iter().zip(x).map(|(b, x)| b * x).sum::<f64>())
            })
            .collect()
    }

    /// B diag(d) A as one matrix.
    fn times(&self, d: &[f64], a: &Self) -> Self {
        let mut scaled = vec![0.0; self.size];
        let blocks = a.entries.iter().zip(d.chunks(self.size)).zip(&self.entries);
        let product = |((a, d), b): ((&Vec<f64>, &[f64]), &Vec<f64>)| {
            let n = d.len();
            let mut out = vec![0.0; n * n];
            for (a, out) in a.chunks_exact(n).zip(out.chunks_exact_mut(n)) {
                scaled.iter_mut().zip(a.iter().zip(d)).for_each(|(s, (a, d))| *s = a * d);
                for (column, s) in b.chunks_exact(n).zip(&scaled) {
                    out.iter_mut().zip(column).for_each(|(o, b)| *o += b * s);
                }
            }
            out
        };
        Self { size: self.size, entries: blocks.map(product).collect() }
    }
}

/// One transformation of a point.
pub(super) enum Step {
    /// z − s.
    Shift(Vec<f64>),
    /// a z + c.
    Affine(f64, f64),
    /// B z.
    Rotate(Blocks),
    /// z at these indices.
    Permute(Vec<usize>),
    /// dᵢ zᵢ.
    Scale(Vec<f64>),
    /// Oscillation Tosz.
    Oscillate,
    /// Asymmetry Tasy: zᵢ^(1 + βᵢ √zᵢ) where zᵢ > 0.
    Asymmetric(Vec<f64>),
    /// √10^(i/(n−1)) zᵢ, of even i ten times that where zᵢ > 0.
    Ripple(Vec<f64>),
}

/// Tosz of a number: sign(z) exp(ẑ + 0.049 (sin(c₁ ẑ) + sin(c₂ ẑ))), ẑ = log |z|, with 10 c = (10, 7.9) or (5.5, 3.1).
#[inline]
pub(super) fn oscillated(z: f64) -> f64 {
    let log = 10.0 * z.abs().ln();
    if z > 0.0 {
        (0.1 * log + 0.049 * (log.sin() + (0.79 * log).sin())).exp()
    } else if z < 0.0 {
        -(0.1 * log + 0.049 * ((0.55 * log).sin() + (0.31 * log).sin())).exp()
    } else {
        z
    }
}

impl Step {
    /// Takes z through the step; `spare` is written over.
    fn apply(&self, z: &mut Vec<f64>, spare: &mut Vec<f64>) {
        match self {
            Self::Shift(s) => z.iter_mut().zip(s).for_each(|(z, s)| *z -= s),
            Self::Affine(a, c) => z.iter_mut().for_each(|z| *z = a * *z + c),
            Self::Scale(d) => z.iter_mut().zip(d).for_each(|(z, d)| *z *= d),
            Self::Oscillate => z.iter_mut().for_each(|z| *z = oscillated(*z)),
            Self::Asymmetric(beta) => {
                for (z, beta) in z.iter_mut().zip(beta).filter(|(z, _)| **z > 0.0) {
                    *z = z.powf(1.0 + beta * z.sqrt());
                }
            }
            Self::Ripple(d) => {
                for (i, (z, d)) in z.iter_mut().zip(d).enumerate() {
                    *z *= if i % 2 == 0 && *z > 0.0 { 10.0 * d } else { *d };
                }
            }
            Self::Rotate(b) => {
                b.apply(z, spare);
                std::mem::swap(z, spare);
            }
            Self::Permute(p) => {
                spare.iter_mut().zip(p).for_each(|(y, &p)| *y = z[p]);
                std::mem::swap(z, spare);
            }
        }
    }
}

/// Steps in the order a point goes through them.
#[derive(Default)]
pub(super) struct Chain(Vec<Step>);

impl Chain {
    /// z ← z − s.
    pub(super) fn shift(mut self, s: &[f64]) -> Self {
        self.0.push(Step::Shift(s.to_vec()));
        self
    }

    /// z ← a z + c.
    pub(super) fn affine(mut self, a: f64, c: f64) -> Self {
        self.0.push(Step::Affine(a, c));
        self
    }

    /// z ← z rotated, between permutations where the problem is large. Between two full rotations no step but Λ is
    /// linear, and the three are one.
    pub(super) fn rotate(mut self, draw: &Draw, rotation: u64, permutations: [u64; 2]) -> Self {
        for step in draw.turn(rotation, permutations) {
            match (step, &mut self.0[..]) {
                (Step::Rotate(b), [.., Step::Rotate(a), Step::Scale(d)]) => {
                    let product = Step::Rotate(b.times(d, a));
                    self.0.truncate(self.0.len() - 2);
                    self.0.push(product);
                }
                (step, _) => self.0.push(step),
            }
        }
        self
    }

    /// z ← B z, without permutations.
    pub(super) fn blocks(mut self, rotation: Blocks) -> Self {
        self.0.push(Step::Rotate(rotation));
        self
    }

    /// zᵢ ← dᵢ zᵢ.
    pub(super) fn scale(mut self, d: Vec<f64>) -> Self {
        self.0.push(Step::Scale(d));
        self
    }

    /// z ← Λ z, Λᵢ = α^(i/2(n−1)).
    pub(super) fn condition(mut self, draw: &Draw, alpha: f64) -> Self {
        self.0.push(Step::Scale(draw.powers(alpha.sqrt())));
        self
    }

    /// z ← Tosz(z).
    pub(super) fn oscillate(mut self) -> Self {
        self.0.push(Step::Oscillate);
        self
    }

    /// z ← Tasy(z) with βᵢ = β i/(n−1).
    pub(super) fn asymmetric(mut self, draw: &Draw, beta: f64) -> Self {
        self.0.push(Step::Asymmetric((0..draw.n).map(|i| beta * draw.part(i)).collect()));
        self
    }

    /// z ← the scales of Büche and Rastrigin.
    pub(super) fn ripple(mut self, draw: &Draw) -> Self {
        self.0.push(Step::Ripple(draw.powers(10.0_f64.sqrt())));
        self
    }

    /// Takes z through all steps.
    pub(super) fn apply(&self, z: &mut Vec<f64>, spare: &mut Vec<f64>) {
        self.0.iter().for_each(|step| step.apply(z, spare));
    }
}
