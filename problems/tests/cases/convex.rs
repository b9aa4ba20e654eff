pub(super) const SMALL: super::Small = &[
    ("quadratic", &["{}", r#"{"dim":1}"#, r#"{"dim":5,"spectrum":"linear","rotated":false}"#]),
    (
        "logistic-regression",
        &[
            r#"{"samples":40,"dim":5}"#,
            r#"{"samples":30,"dim":40,"condition":100,"correlation":0.5}"#,
            r#"{"data":"optdigits"}"#,
            r#"{"data":"breast-cancer","ridge":1e-5}"#,
        ],
    ),
    (
        "lasso",
        &[
            r#"{"samples":20,"dim":30,"nonzeros":3}"#,
            r#"{"samples":40,"dim":5,"nonzeros":2,"correlation":0.9,"ratio":0.001}"#,
            r#"{"data":"optdigits"}"#,
            r#"{"data":"breast-cancer","ratio":0.01}"#,
        ],
    ),
];
