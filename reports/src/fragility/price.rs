//! What a run would have cost under another cost model, from its calls.
//!
//! `cost = Σ_k w_k calls_k`. Most weights are the model's; what a problem declares (a Hessian product, a Hessian, a
//! Jacobian, one sample) is found from the run's own cost, which is that sum, and checked at every kept row.

use results::{Judged, Run, Schema, Trace};

/// A cost model a verdict is recomputed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// A value or a gradient 1, a Hessian product as declared.
    Passes,
    /// A value 1, a gradient n + 1, the rest in gradients.
    Values,
    /// Every call 1.
    Calls,
    /// As the run was, but a Hessian product as much as a gradient.
    ProductOne,
    /// As the run was, but a value with its gradient 2 gradients.
    PairTwo,
    /// As the run was, but a prox, projection or linear minimization as much as a gradient.
    ProxOne,
}

impl Model {
    /// Every model, in the order they are shown.
    pub const ALL: [Self; 6] =
        [Self::Passes, Self::Values, Self::Calls, Self::ProductOne, Self::PairTwo, Self::ProxOne];

    /// When it holds, after "when".
    pub fn when(self) -> &'static str {
        match self {
            Self::Passes => "costs are passes",
            Self::Values => "a gradient counts n + 1 values",
            Self::Calls => "every call counts 1",
            Self::ProductOne => "a Hessian product counts 1",
            Self::PairTwo => "a value with its gradient counts 2",
            Self::ProxOne => "a prox or projection counts 1",
        }
    }
}

/// What one call of a kind is, in gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Price {
    One,
    Free,
    Product,
    Hessian,
    Jacobian,
    Sample,
}

/// Prices a problem declares: products, Hessians, Jacobians, samples.
const DECLARED: [Price; 4] = [Price::Product, Price::Hessian, Price::Jacobian, Price::Sample];

fn price(kind: &str) -> Price {
    match kind {
        "prox" | "projection" | "lmo" | "solve" => Price::Free,
        "hessian" | "lagrangian_hessian" => Price::Hessian,
        "jacobian" | "upper_jacobian" | "lower_jacobian" => Price::Jacobian,
        _ if kind.contains("sample") => Price::Sample,
        "hessian_product" | "lagrangian_product" | "upper_hessian_product" | "lower_hessian_product" => Price::Product,
        _ => Price::One,
    }
}

/// Whether the model `values` charges 1 for it, and not n + 1.
fn is_value(kind: &str) -> bool {
    let kind = kind.trim_start_matches("upper_").trim_start_matches("lower_").trim_start_matches("sample_");
    matches!(kind, "value" | "residuals" | "constraints" | "operator")
}

/// Kinds of call that the run made, by position in the schema, and their weights under `model`; `None` if the run does
/// not tell.
///
/// The weights of [`Model::ProductOne`] and its like are those of the run's own model with one change.
pub(super) fn weights(run: &Run, trace: &Trace, schema: &Schema, model: Model) -> Option<Vec<(usize, f64)>> {
    let made = made(trace);
    let weighted = |weight: &dyn Fn(&str) -> f64| made.iter().map(|&k| (k, weight(&schema.calls[k]))).collect();
    if model == Model::Calls {
        return Some(weighted(&|kind| f64::from(u8::from(kind != "solve"))));
    }
    let gradient = (run.dim + 1) as f64;
    let in_values = |kind: &str| if is_value(kind) { 1.0 } else { gradient };
    let own: fn(&str, f64) -> f64 = match run.cost_model.as_str() {
        "passes" => |_, _| 1.0,
        "values" => |kind, gradient| if is_value(kind) { 1.0 } else { gradient },
        _ => return None,
    };
    let declared = declared(run, trace, schema, &made, |kind| own(kind, gradient))?;
    let in_gradients = |kind: &str| match price(kind) {
        Price::One => 1.0,
        Price::Free => 0.0,
        found => DECLARED.iter().position(|p| *p == found).map_or(0.0, |at| declared[at]),
    };
    let weight = |kind: &str| {
        let changed = match (model, price(kind)) {
            (Model::ProductOne, Price::Product) => 1.0,
            (Model::PairTwo, _) if kind == "value_gradient" => 2.0,
            (Model::ProxOne, Price::Free) if kind != "solve" => 1.0,
            _ => in_gradients(kind),
        };
        changed
            * match model {
                Model::Passes => 1.0,
                Model::Values => in_values(kind),
                _ => own(kind, gradient),
            }
    };
    Some(weighted(&weight))
}

/// What the problem declared, in the order of [`DECLARED`]; prices of calls the run did not make are 0.
///
/// With one unknown the last row gives it. With several, a product is tried at 1 and 2 and a Jacobian at 1 until one
/// is left. Whatever is found must give the cost of every row.
fn declared(run: &Run, trace: &Trace, schema: &Schema, made: &[usize], own: impl Fn(&str) -> f64) -> Option<[f64; 4]> {
    let last = trace.len().checked_sub(1)?;
    let prices: Vec<(usize, Price, f64)> =
        made.iter().map(|&k| (k, price(&schema.calls[k]), own(&schema.calls[k]))).collect();
    // Calls of each declared price and of the others, in gradients, at a row.
    let sums = |row: usize| {
        let (mut known, mut unknown) = (0.0, [0.0; 4]);
        for &(kind, price, own) in &prices {
            let calls = trace.calls[kind][row] as f64 * own;
            match DECLARED.iter().position(|p| *p == price) {
                Some(at) => unknown[at] += calls,
                None if price == Price::One => known += calls,
                None => {}
            }
        }
        (known, unknown)
    };
    let fits = |prices: &[f64; 4]| {
        // Rows of evaluated points have the other kinds' counts of the end of their step.
        let rows = if run.judged == Judged::BestEvaluated { last..=last } else { 0..=last };
        rows.into_iter().all(|row| {
            let (known, unknown) = sums(row);
            let cost = known + unknown.iter().zip(prices).map(|(n, p)| n * p).sum::<f64>();
            (cost - trace.cost[row]).abs() <= 1e-6 * trace.cost[row].max(1.0)
        })
    };
    let (known, unknown) = sums(last);
    let guesses = [[1.0, 0.0, 1.0, 0.0], [2.0, 0.0, 1.0, 0.0]];
    let present: Vec<usize> = (0..4).filter(|&at| unknown[at] > 0.0).collect();
    // The guess alone, then the guess with one price freed; the fewest guesses first.
    let mut candidates = Vec::new();
    for free in present.iter().copied().map(Some).chain([None]) {
        for guess in guesses {
            let mut prices = [0.0; 4];
            for &at in &present {
                prices[at] = guess[at];
            }
            if let Some(at) = free {
                let others: f64 = present.iter().filter(|&&other| other != at).map(|&o| unknown[o] * prices[o]).sum();
                prices[at] = (trace.cost[last] - known - others) / unknown[at];
            }
            candidates.push(prices);
        }
    }
    candidates.into_iter().find(|prices| prices.iter().all(|p| *p >= 0.0) && fits(prices))
}

/// Kinds of call that the run made.
fn made(trace: &Trace) -> Vec<usize> {
    let some = |calls: &Vec<u64>| calls.last().is_some_and(|n| *n > 0);
    trace.calls.iter().enumerate().filter(|(_, calls)| some(calls)).map(|(kind, _)| kind).collect()
}

/// Whether any of the runs made a call whose weight the model changes.
pub(super) fn concerns<'a>(model: Model, mut runs: impl Iterator<Item = &'a Run>, schema: &Schema) -> bool {
    let changes = |kind: &str| match model {
        Model::ProductOne => price(kind) == Price::Product,
        Model::PairTwo => kind == "value_gradient",
        Model::ProxOne => price(kind) == Price::Free && kind != "solve",
        _ => true,
    };
    runs.any(|run| {
        let name = match model {
            Model::Passes => "passes",
            Model::Values => "values",
            Model::Calls => "calls",
            _ => "",
        };
        run.cost_model != name && schema.calls.iter().zip(&run.calls).any(|(kind, n)| *n > 0 && changes(kind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 6] = ["value", "gradient", "hessian_product", "hessian", "sample_gradient", "prox"];

    /// A run of a problem with 9 variables that makes `calls` every step, at these weights.
    fn made(cost_model: &str, calls: [[u64; 6]; 2], weights: [f64; 6]) -> (Run, Trace, Schema) {
        let schema = Schema { calls: KINDS.map(str::to_owned).to_vec(), measures: Vec::new() };
        let mut trace = Trace::new(&schema);
        let mut sums = [0; 6];
        for k in 0..5 {
            for ((column, sum), n) in trace.calls.iter_mut().zip(&mut sums).zip(calls[k % 2]) {
                *sum += n;
                column.push(*sum);
            }
            trace.cost.push(sums.iter().zip(weights).map(|(n, w)| *n as f64 * w).sum());
        }
        let run = Run {
            dim: 9,
            cost_model: cost_model.to_owned(),
            judged: Judged::Current,
            calls: sums.to_vec(),
            ..Run::default()
        };
        (run, trace, schema)
    }

    /// The weights of the kinds that were called, rounded for comparison.
    fn found(model: Model, (run, trace, schema): &(Run, Trace, Schema)) -> Option<Vec<(&'static str, f64)>> {
        let weights = weights(run, trace, schema, model)?;
        Some(weights.into_iter().map(|(kind, w)| (KINDS[kind], (w * 1e9).round() / 1e9)).collect())
    }

    #[test]
    fn one_declared_price_is_found_whatever_it_is() {
        // A Hessian for 7 gradients, one sample of 40.
        let newton = made("passes", [[1, 1, 0, 1, 0, 0], [2, 1, 0, 0, 0, 0]], [1.0, 1.0, 2.0, 7.0, 0.0, 0.0]);
        assert_eq!(found(Model::Passes, &newton), Some(vec![("value", 1.0), ("gradient", 1.0), ("hessian", 7.0)]));
        assert_eq!(found(Model::Values, &newton), Some(vec![("value", 1.0), ("gradient", 10.0), ("hessian", 70.0)]));
        let sgd = made("passes", [[0, 0, 0, 0, 3, 0], [0, 0, 0, 0, 5, 1]], [1.0, 1.0, 2.0, 7.0, 1.0 / 40.0, 0.0]);
        assert_eq!(found(Model::Values, &sgd), Some(vec![("sample_gradient", 0.25), ("prox", 0.0)]));
        assert_eq!(found(Model::ProxOne, &sgd), Some(vec![("sample_gradient", 0.025), ("prox", 1.0)]));
        assert_eq!(found(Model::Calls, &sgd), Some(vec![("sample_gradient", 1.0), ("prox", 1.0)]));
    }

    #[test]
    fn of_two_prices_one_is_tried() {
        let calls = [[0, 1, 3, 0, 0, 0], [0, 1, 1, 1, 0, 0]];
        for product in [1.0, 2.0] {
            let both = made("passes", calls, [1.0, 1.0, product, 5.0, 0.0, 0.0]);
            let expected = vec![("gradient", 1.0), ("hessian_product", product), ("hessian", 5.0)];
            assert_eq!(found(Model::Passes, &both), Some(expected));
            let once = vec![("gradient", 1.0), ("hessian_product", 1.0), ("hessian", 5.0)];
            assert_eq!(found(Model::ProductOne, &both), Some(once));
        }
    }

    #[test]
    fn prices_in_values_are_found_in_gradients() {
        let run = made("values", [[2, 1, 1, 0, 0, 0], [1, 0, 1, 0, 0, 0]], [1.0, 10.0, 20.0, 0.0, 0.0, 0.0]);
        let expected = vec![("value", 1.0), ("gradient", 1.0), ("hessian_product", 2.0)];
        assert_eq!(found(Model::Passes, &run), Some(expected));
        let once = vec![("value", 1.0), ("gradient", 10.0), ("hessian_product", 10.0)];
        assert_eq!(found(Model::ProductOne, &run), Some(once));
    }

    #[test]
    fn what_does_not_add_up_is_not_found() {
        let (run, mut trace, schema) = made("passes", [[1, 1, 1, 0, 0, 0]; 2], [1.0, 1.0, 2.0, 0.0, 0.0, 0.0]);
        trace.cost[2] += 0.5;
        assert_eq!(weights(&run, &trace, &schema, Model::Values), None);
        let own = made("weights", [[1, 1, 1, 0, 0, 0]; 2], [1.0, 3.0, 2.0, 0.0, 0.0, 0.0]);
        assert_eq!(found(Model::Passes, &own), None);
        assert!(found(Model::Calls, &own).is_some());
    }
}
