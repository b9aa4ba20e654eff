//! What oracles cost: the prices a problem declares, and the models that make one number of calls.

use crate::Call;

/// What a problem's oracles cost in units of one whole gradient, where that is not the same for all problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// A Hessian product (or second-derivative product of any kind): 2 unless a product is as cheap as a gradient.
    pub hessian_product: u64,
    /// A whole Hessian; `None`: as many products as there are variables.
    pub hessian: Option<u64>,
    /// A whole Jacobian.
    pub jacobian: u64,
    /// Terms N of the sum: one sample costs 1/N. The largest level's where there are several.
    pub samples: u64,
    /// Linear solves inside a value, a gradient and a Hessian product.
    pub solves: [u64; 3],
}

impl Default for Prices {
    fn default() -> Self {
        Self { hessian_product: 2, hessian: None, jacobian: 1, samples: 1, solves: [0; 3] }
    }
}

/// How calls become one number, the cost.
#[derive(Clone, Debug, PartialEq)]
pub enum CostModel {
    /// Passes over the problem: a value or gradient 1, a Hessian product 2 or as declared, a sample 1/N, prox and projection 0.
    Passes,
    /// Function values: a value 1, a gradient n + 1, the rest in gradients as in `Passes`.
    Values,
    /// Every call 1, whatever it is, samples too.
    Calls,
    /// A weight per kind of call, in thousandths; of a kind of samples, the weight of one. Kinds not named as in `Passes`.
    Weights(Vec<(Call, f64)>),
}

impl CostModel {
    /// The name written to results.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Values => "values",
            Self::Calls => "calls",
            Self::Weights(_) => "weights",
        }
    }

    /// Integer units in a cost of 1, for a problem with these prices.
    pub(crate) fn unit(&self, prices: &Prices) -> u64 {
        match self {
            Self::Passes | Self::Values => prices.samples,
            Self::Calls => 1,
            Self::Weights(_) => 1000 * prices.samples,
        }
    }

    /// Cost of one whole call, in units.
    pub(crate) fn whole(&self, call: Call, dim: u64, prices: &Prices) -> u64 {
        let unit = self.unit(prices);
        let gradients = match call {
            Call::Value
            | Call::UpperValue
            | Call::LowerValue
            | Call::Gradient
            | Call::ValueGradient
            | Call::Data
            | Call::Residuals
            | Call::Constraints
            | Call::JacobianProduct
            | Call::Operator
            | Call::UpperGradientX
            | Call::UpperGradientY
            | Call::LowerGradientX
            | Call::LowerGradientY
            | Call::UpperCrossProduct
            | Call::LowerCrossProduct
            | Call::UpperConstraints
            | Call::LowerConstraints => 1,
            Call::HessianProduct | Call::LagrangianProduct | Call::UpperHessianProduct | Call::LowerHessianProduct => {
                prices.hessian_product
            }
            Call::Hessian | Call::LagrangianHessian => {
                let products = prices.hessian_product * dim;
                prices.hessian.map_or(products, |price| price.min(products))
            }
            Call::Jacobian | Call::UpperJacobian | Call::LowerJacobian => prices.jacobian,
            Call::Prox
            | Call::Projection
            | Call::Lmo
            | Call::Solve
            | Call::SampleValue
            | Call::SampleGradient
            | Call::SampleOperator
            | Call::UpperSamples
            | Call::LowerSamples => 0,
        };
        match self {
            Self::Passes => gradients * unit,
            Self::Values => match call {
                Call::Value
                | Call::UpperValue
                | Call::LowerValue
                | Call::Residuals
                | Call::Constraints
                | Call::UpperConstraints
                | Call::LowerConstraints
                | Call::Operator => unit,
                _ => gradients * (dim + 1) * unit,
            },
            Self::Calls => u64::from(call != Call::Solve),
            Self::Weights(weights) => weights
                .iter()
                .find(|(named, _)| *named == call)
                .map_or(gradients * unit, |(_, weight)| (weight * unit as f64).round() as u64),
        }
    }

    /// Cost of one sample of a counter that the weights name, in units.
    pub(crate) fn named(&self, counter: Call, prices: &Prices) -> Option<u64> {
        let Self::Weights(weights) = self else { return None };
        let unit = self.unit(prices) as f64;
        weights.iter().find(|(named, _)| *named == counter).map(|(_, weight)| (weight * unit).round() as u64)
    }

    /// Cost of one sample of an oracle whose whole call is `call`, in units.
    pub(crate) fn sample(&self, call: Call, dim: u64, prices: &Prices) -> u64 {
        match self {
            Self::Calls => 1,
            _ => self.whole(call, dim, prices) / prices.samples.max(1),
        }
    }
}
