//! Classical test functions of global optimization.

mod ackley;
mod bumps;
mod dixon_price;
mod edges;
mod fixed;
mod griewank;
mod hyper_ellipsoid;
mod levy;
mod michalewicz;
mod over;
mod polynomials;
mod powell;
mod salomon;
mod schwefel;
mod styblinski_tang;
mod sum_of_powers;
mod trid;
mod waves;
mod zakharov;

pub use ackley::Ackley;
pub use bumps::{Hartmann3, Hartmann6, Shekel};
pub use dixon_price::DixonPrice;
pub use edges::{Bukin6, CrossInTray, Eggholder, HolderTable};
pub use griewank::Griewank;
pub use hyper_ellipsoid::HyperEllipsoid;
pub use levy::Levy;
pub use michalewicz::Michalewicz;
pub use polynomials::{Beale, Booth, GoldsteinPrice, Himmelblau, Matyas, SixHumpCamel};
pub use powell::Powell;
pub use salomon::Salomon;
pub use schwefel::Schwefel;
pub use styblinski_tang::StyblinskiTang;
pub use sum_of_powers::SumOfPowers;
pub use trid::Trid;
pub use waves::{Branin, DropWave, Easom, McCormick};
pub use zakharov::Zakharov;

use crate::{Suite, entry};

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "global",
    title: "Classical test functions of global optimization",
    families: &[
        entry::<Ackley>(),
        entry::<Griewank>(),
        entry::<Levy>(),
        entry::<Schwefel>(),
        entry::<StyblinskiTang>(),
        entry::<Michalewicz>(),
        entry::<Zakharov>(),
        entry::<DixonPrice>(),
        entry::<HyperEllipsoid>(),
        entry::<SumOfPowers>(),
        entry::<Salomon>(),
        entry::<Trid>(),
        entry::<Powell>(),
        entry::<Branin>(),
        entry::<SixHumpCamel>(),
        entry::<GoldsteinPrice>(),
        entry::<Beale>(),
        entry::<Booth>(),
        entry::<Matyas>(),
        entry::<Himmelblau>(),
        entry::<Easom>(),
        entry::<Eggholder>(),
        entry::<DropWave>(),
        entry::<McCormick>(),
        entry::<HolderTable>(),
        entry::<CrossInTray>(),
        entry::<Bukin6>(),
        entry::<Hartmann3>(),
        entry::<Hartmann6>(),
        entry::<Shekel>(),
    ],
};
