//! A multilayer perceptron with the softmax cross-entropy.

use crate::class::{FiniteSum, Objective, Smooth, Space, Stochastic};
use crate::data::{Data, Design, Rows, add, documented, dot};
use crate::expect;
use crate::{About, Class, Error, ErrorKind, Family, Instance, Judge, Known, Measures, Offer, Prices, Rng, Vector};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// What a hidden unit does with its input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Activation {
    /// tanh z.
    #[default]
    Tanh,
    /// max(0, z); its slope at 0 is 0.
    Relu,
    /// log(1 + exp(z)).
    Softplus,
}

impl Activation {
    fn value(self, z: f64) -> f64 {
        match self {
            Self::Tanh => z.tanh(),
            Self::Relu => z.max(0.0),
            Self::Softplus => crate::risk::softplus(-z),
        }
    }

    /// The slope where the value is `a`.
    fn slope(self, a: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - a * a,
            Self::Relu => f64::from(a > 0.0),
            Self::Softplus => -(-a).exp_m1(),
        }
    }
}

/// A multilayer perceptron.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mlp {
    #[serde(flatten)]
    design: Design,
    classes: usize,
    hidden: Vec<usize>,
    activation: Activation,
    ridge: f64,
}

impl Default for Mlp {
    fn default() -> Self {
        Self { design: Design::optdigits(), classes: 10, hidden: vec![32], activation: Activation::Tanh, ridge: 0.0 }
    }
}

/// Where the matrix and the offsets of a layer lie in x.
#[derive(Clone, Copy, Debug)]
struct Layer {
    inputs: usize,
    outputs: usize,
    from: usize,
}

impl Layer {
    /// W, column-major, and b.
    fn split<'a>(&self, x: &'a [f64]) -> (&'a [f64], &'a [f64]) {
        x[self.from..][..self.outputs * (self.inputs + 1)].split_at(self.outputs * self.inputs)
    }

    fn split_mut<'a>(&self, x: &'a mut [f64]) -> (&'a mut [f64], &'a mut [f64]) {
        x[self.from..][..self.outputs * (self.inputs + 1)].split_at_mut(self.outputs * self.inputs)
    }
}

impl Mlp {
    fn layers(&self) -> Vec<Layer> {
        let widths: Vec<usize> =
            [self.design.columns()].into_iter().chain(self.hidden.iter().copied()).chain([self.classes]).collect();
        let mut from = 0;
        let place = |pair: &[usize]| {
            let layer = Layer { inputs: pair[0], outputs: pair[1], from };
            from += pair[1] * (pair[0] + 1);
            layer
        };
        widths.windows(2).map(place).collect()
    }
}

/// What cells share: the samples and the start.
pub struct Made {
    rows: Rows,
    labels: Vec<u32>,
    layers: Vec<Layer>,
    activation: Activation,
    ridge: f64,
    start: Vector,
}

impl Family for Mlp {
    const ABOUT: About = About {
        name: "mlp",
        title: "multilayer perceptron with softmax cross-entropy, on handwritten digits",
        formula: "f = (1/N) Σᵢ log Σ_c exp(z_c) − z_{bᵢ} + (ridge/2)‖x‖²,  z = W_m a_{m−1} + b_m,  a_l = s(W_l a_{l−1} + b_l),  a₀ the row;  \
                  x stacks the blocks W₁, b₁, …, W_m, b_m, matrices column-major (outputs × inputs);  start: b = 0, entries of W_l \
                  N(0, 1/inputs), N(0, 2/inputs) for relu, drawn per instance",
        optimum: "none known; error ‖∇f(x)‖",
        source: "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, Nature 323, 1986; starts: \
                 LeCun, Bottou, Orr and Müller, Efficient backprop, LNCS 1524, 1998; He, Zhang, Ren and Sun, ICCV 2015; \
                 optdigits: Alpaydin and Kaynak, UCI 1998",
        parameters: &documented::<4, 10>([
            ("classes", "number of classes; what the set has: 10 of optdigits, 2 of breast-cancer, 3 of wine"),
            ("hidden", "widths of the hidden layers, from the first; empty: softmax regression with offsets"),
            ("activation", "tanh, relu or softplus"),
            ("ridge", "weight of the ridge on all of x"),
        ]),
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Stochastic, Class::FiniteSum]
    }

    fn dim(&self) -> usize {
        self.layers().last().map_or(0, |layer| layer.from + layer.outputs * (layer.inputs + 1))
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Made, Error> {
        let Self { ref design, classes, ref hidden, activation, ridge } = *self;
        expect((2..=1000).contains(&classes), "classes", classes, "2 to 1000")?;
        expect(hidden.len() <= 20, "hidden", hidden.len(), "at most 20 layers")?;
        for &width in hidden {
            expect((1..=10_000).contains(&width), "hidden", width, "1 to 10000")?;
        }
        expect(ridge >= 0.0 && ridge.is_finite(), "ridge", ridge, "a number of at least 0")?;
        let (rows, labels) = design.classes(classes, rng, data)?;
        let layers = self.layers();
        let mut start = Vector::zeros(Family::dim(self));
        let gain: f64 = if activation == Activation::Relu { 2.0 } else { 1.0 };
        for layer in &layers {
            let deviation = (gain / layer.inputs as f64).sqrt();
            for w in layer.split_mut(start.as_mut_slice()).0 {
                let z: f64 = rng.sample(StandardNormal);
                *w = deviation * z;
            }
        }
        Ok(Made { rows, labels, layers, activation, ridge, start })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let network = || Rc::new(Network::new(Arc::clone(made)));
        let judge = Box::new(Stationarity { network: network(), gradient: RefCell::new(made.start.clone()) });
        Instance { problem: Offer::of(network()).finite_sum().problem(), judge, known: Known::default() }
    }
}

/// Samples that go through the network together.
const TOGETHER: usize = 32;

struct Network {
    made: Arc<Made>,
    scratch: RefCell<Scratch>,
}

/// The inputs of every layer and the outputs of the last, [`TOGETHER`] columns each; the slopes of the loss in them.
struct Scratch {
    values: Vec<Vec<f64>>,
    slopes: Vec<Vec<f64>>,
}

impl Network {
    fn new(made: Arc<Made>) -> Self {
        let inputs = made.layers.iter().map(|layer| layer.inputs);
        let outputs = made.layers.last().map(|layer| layer.outputs);
        let columns = || inputs.clone().chain(outputs).map(|width| vec![0.0; width * TOGETHER]).collect();
        let scratch = RefCell::new(Scratch { values: columns(), slopes: columns() });
        Self { made, scratch }
    }

    /// Outputs of every layer for these samples; returns the sum of the losses, and leaves their slopes in `slopes`.
    fn forward(&self, x: &Vector, samples: &[usize], values: &mut [Vec<f64>], slopes: &mut [Vec<f64>]) -> f64 {
        let Made { rows, labels, layers, activation, .. } = &*self.made;
        let n = rows.dim();
        for (&i, a) in samples.iter().zip(values[0].chunks_exact_mut(n)) {
            a.fill(0.0);
            rows.each(i, |j, value| a[j] = value);
        }
        for (l, layer) in layers.iter().enumerate() {
            let (w, b) = layer.split(x.as_slice());
            let (before, after) = values.split_at_mut(l + 1);
            let columns = before[l].chunks_exact(layer.inputs).zip(after[0].chunks_exact_mut(layer.outputs));
            for (a, z) in columns.take(samples.len()) {
                z.copy_from_slice(b);
                combine(w, a, z);
                if l + 1 < layers.len() {
                    for z in z {
                        *z = activation.value(*z);
                    }
                }
            }
        }
        let classes = layers[layers.len() - 1].outputs;
        let outputs = values[layers.len()].chunks_exact(classes);
        let mut total = 0.0;
        for ((&i, z), p) in samples.iter().zip(outputs).zip(slopes[layers.len()].chunks_exact_mut(classes)) {
            let own = labels[i] as usize;
            // Shifted by the largest, so that nothing overflows.
            let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut sum = 0.0;
            for (p, z) in p.iter_mut().zip(z) {
                *p = (z - largest).exp();
                sum += *p;
            }
            for p in &mut *p {
                *p /= sum;
            }
            p[own] -= 1.0;
            total += sum.ln() + (largest - z[own]);
        }
        total
    }

    /// Adds `share` times the sum of the gradients, from the slopes of the outputs back.
    fn backward(
        &self,
        (x, count, share): (&Vector, usize, f64),
        values: &[Vec<f64>],
        slopes: &mut [Vec<f64>],
        g: &mut Vector,
    ) {
        let Made { layers, activation, .. } = &*self.made;
        for (l, layer) in layers.iter().enumerate().rev() {
            let (w, _) = layer.split(x.as_slice());
            let (gw, gb) = layer.split_mut(g.as_mut_slice());
            let (before, after) = slopes.split_at_mut(l + 1);
            let inputs = values[l].chunks_exact(layer.inputs);
            let columns =
                inputs.zip(after[0].chunks_exact(layer.outputs)).zip(before[l].chunks_exact_mut(layer.inputs));
            for ((a, dz), da) in columns.take(count) {
                add(dz, share, gb);
                for (gw, &a) in gw.chunks_exact_mut(layer.outputs).zip(a) {
                    if a != 0.0 {
                        add(dz, share * a, gw);
                    }
                }
                if l > 0 {
                    for ((da, &a), w) in da.iter_mut().zip(a).zip(w.chunks_exact(layer.outputs)) {
                        *da = activation.slope(a) * dot(w, dz);
                    }
                }
            }
        }
    }

    /// The mean over samples, as many as `count`; their gradient goes to `g` where there is one.
    fn mean(&self, x: &Vector, count: usize, sample: impl Fn(usize) -> usize, mut g: Option<&mut Vector>) -> f64 {
        let Scratch { values, slopes } = &mut *self.scratch.borrow_mut();
        let ridge = self.made.ridge;
        if let Some(g) = g.as_deref_mut() {
            g.as_mut_slice().iter_mut().zip(x.as_slice()).for_each(|(g, x)| *g = ridge * x);
        }
        let mut total = 0.0;
        let mut together = [0; TOGETHER];
        for from in (0..count).step_by(TOGETHER) {
            let size = TOGETHER.min(count - from);
            together[..size].iter_mut().enumerate().for_each(|(k, i)| *i = sample(from + k));
            total += self.forward(x, &together[..size], values, slopes);
            if let Some(g) = g.as_deref_mut() {
                self.backward((x, size, 1.0 / count as f64), values, slopes, g);
            }
        }
        total / count as f64 + 0.5 * ridge * x.norm_squared()
    }
}

/// z ← z + Wa, W column-major: four columns at a time.
fn combine(w: &[f64], a: &[f64], z: &mut [f64]) {
    let m = z.len();
    let fours = w.chunks_exact(4 * m);
    let rest = fours.remainder();
    let (quads, last) = a.as_chunks::<4>();
    for (w, a) in fours.zip(quads) {
        let (w01, w23) = w.split_at(2 * m);
        let ((w0, w1), (w2, w3)) = (w01.split_at(m), w23.split_at(m));
        for (k, z) in z.iter_mut().enumerate() {
            *z += (w0[k] * a[0] + w1[k] * a[1]) + (w2[k] * a[2] + w3[k] * a[3]);
        }
    }
    for (w, a) in rest.chunks_exact(m).zip(last) {
        add(w, *a, z);
    }
}

impl Space for Network {
    fn dim(&self) -> usize {
        self.made.start.len()
    }

    fn start(&self) -> Vector {
        self.made.start.clone()
    }

    fn blocks(&self) -> Vec<(usize, usize)> {
        self.made.layers.iter().flat_map(|layer| [(layer.outputs, layer.inputs), (layer.outputs, 1)]).collect()
    }

    fn prices(&self) -> Prices {
        Prices { samples: self.made.rows.len() as u64, ..Prices::default() }
    }
}

impl Objective for Network {
    fn value(&self, x: &Vector) -> f64 {
        self.mean(x, self.made.rows.len(), |i| i, None)
    }
}

impl Smooth for Network {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        self.mean(x, self.made.rows.len(), |i| i, Some(g))
    }
}

impl Stochastic for Network {
    fn samples(&self) -> Option<u64> {
        Some(self.made.rows.len() as u64)
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.mean(x, keys.len(), |k| keys[k] as usize, None)
    }

    fn sample_gradient(&self, x: &Vector, keys: &[u64], g: &mut Vector) {
        self.mean(x, keys.len(), |k| keys[k] as usize, Some(g));
    }
}

impl FiniteSum for Network {}

/// Rounding in ‖∇f‖, whose terms are of order 1.
const ATTAINABLE: f64 = 1e-14;

/// Error ‖∇f(x)‖.
struct Stationarity {
    network: Rc<Network>,
    gradient: RefCell<Vector>,
}

impl Judge for Stationarity {
    fn error(&self, x: &Vector) -> f64 {
        self.measures(x).stationarity
    }

    fn measures(&self, x: &Vector) -> Measures {
        let g = &mut *self.gradient.borrow_mut();
        let objective = self.network.value_gradient(x, g);
        Measures { objective, stationarity: g.norm(), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Stationarity
    }

    fn attainable(&self) -> f64 {
        ATTAINABLE
    }
}
