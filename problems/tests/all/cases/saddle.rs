pub(super) const SMALL: super::Small = &[
    (
        "bilinear",
        &[
            r#"{"kind":"scalar"}"#,
            "{}",
            r#"{"kind":"ill-conditioned","dim":7}"#,
            r#"{"kind":"ouyang-xu","dim":1}"#,
            r#"{"kind":"ouyang-xu","dim":50}"#,
        ],
    ),
    (
        "matrix-game",
        &[
            "{}",
            r#"{"kind":"uniform","rows":3,"columns":8}"#,
            r#"{"kind":"gaussian","rows":6,"columns":2}"#,
            r#"{"kind":"rock-paper-scissors","rows":3,"columns":3}"#,
            r#"{"kind":"rock-paper-scissors","rows":9,"columns":9}"#,
            r#"{"kind":"matching-pennies","rows":2,"columns":2}"#,
            r#"{"kind":"matching-pennies","rows":5,"columns":5}"#,
            r#"{"kind":"hadamard","rows":7,"columns":7}"#,
            r#"{"kind":"hide-and-seek","rows":12,"columns":9}"#,
            r#"{"kind":"ramp","rows":5,"columns":5,"exponent":2}"#,
            r#"{"kind":"ridge","rows":10,"columns":10}"#,
            r#"{"kind":"policeman-and-burglar","rows":15,"columns":15}"#,
        ],
    ),
    (
        "constrained-bilinear",
        &[
            r#"{"set":"box","dim":6}"#,
            r#"{"set":"box","dim":1,"active":1}"#,
            r#"{"set":"ball","dim":5}"#,
            r#"{"set":"ball","dim":4,"active":0}"#,
            r#"{"set":"simplex","dim":7,"active":0.4,"condition":100}"#,
            r#"{"set":"simplex","dim":2,"active":1}"#,
        ],
    ),
    (
        "quadratic-saddle",
        &[
            "{}",
            r#"{"dim":1}"#,
            r#"{"dim":6,"mu_x":0.5,"l_y":3,"coupling":10}"#,
            r#"{"dim":9,"mu_y":0.2,"rotated":false}"#,
        ],
    ),
    ("quadratic-saddle-sum", &[r#"{"samples":7,"dim":3}"#, r#"{"samples":1,"dim":1}"#]),
    (
        "quartic-saddle",
        &[
            r#"{"dim":5}"#,
            r#"{"dim":4,"quadratic":0,"quartic":1}"#,
            r#"{"dim":6,"quadratic":1,"quartic":-1,"condition":3}"#,
        ],
    ),
    (
        "constrained-mdp",
        &[r#"{"states":4,"actions":2,"branching":2}"#, r#"{"states":2,"actions":3,"branching":2,"discount":0.5}"#],
    ),
    (
        "robust-least-squares",
        &[
            r#"{"rows":9,"dim":4}"#,
            r#"{"rows":12,"dim":3,"price":1.1}"#,
            r#"{"kind":"bounded","rows":9,"dim":4}"#,
            r#"{"kind":"bounded","rows":7,"dim":1,"radius":3}"#,
        ],
    ),
    (
        "robust-logistic",
        &[
            r#"{"samples":30,"dim":4}"#,
            r#"{"samples":20,"dim":3,"divergence":0.05,"ridge":0.1}"#,
            r#"{"data":"wine","ridge":0.1,"divergence":0.1}"#,
        ],
    ),
    ("kernel-gan", &[r#"{"points":3}"#, r#"{"points":1,"width":2,"penalty":1}"#]),
    ("colonel-blotto", &["{}", r#"{"soldiers":2,"enemies":2,"fields":3}"#]),
    ("forsaken", &[r#"{"game":"forsaken"}"#, r#"{"game":"global"}"#]),
    (
        "dirac-gan",
        &[
            "{}",
            r#"{"loss":"standard","penalty":1}"#,
            r#"{"loss":"non-saturating"}"#,
            r#"{"loss":"non-saturating","penalty":0.3}"#,
            r#"{"loss":"wasserstein"}"#,
            r#"{"loss":"wasserstein","penalty":2}"#,
        ],
    ),
    ("two-timescale", &["{}", r#"{"b":0}"#]),
    ("follow-the-ridge", &[r#"{"function":"quadratic"}"#, r#"{"function":"bump"}"#]),
    ("rotation", &["{}", r#"{"stretch":0.5,"turn":2}"#]),
    ("polar-game", &["{}", r#"{"a":0.75}"#, r#"{"a":0.3333333333333333}"#]),
];
