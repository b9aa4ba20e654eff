pub(super) const SMALL: super::Small = &[
    ("rosenbrock", &["{}", r#"{"dim":7}"#]),
    ("rastrigin", &["{}", r#"{"dim":1,"shift":0}"#]),
    (
        "matrix-sensing",
        &[
            r#"{"rows":5,"columns":2,"measurements":40}"#,
            r#"{"rows":4,"cols":6,"columns":3,"measurements":30,"variant":"asymmetric"}"#,
        ],
    ),
    ("chebyshev-rosenbrock", &["{}", r#"{"dim":2}"#]),
    ("robust-phase-retrieval", &["{}", r#"{"dim":3,"measurements":12}"#]),
    ("grand-canyon", &["{}", r#"{"spread":0.5}"#]),
    (
        "phase-retrieval",
        &[
            r#"{"dim":5,"measurements":40}"#,
            r#"{"dim":4,"measurements":30,"start":"spectral"}"#,
            r#"{"dim":3,"measurements":25,"noise":0.1}"#,
        ],
    ),
    (
        "single-index",
        &[
            r#"{"dim":5,"measurements":40}"#,
            r#"{"dim":4,"measurements":60,"link":"hermite-2"}"#,
            r#"{"dim":3,"measurements":50,"link":"hermite-4"}"#,
            r#"{"dim":4,"measurements":40,"link":"tanh","noise":0.1}"#,
        ],
    ),
    (
        "tensor-decomposition",
        &[
            r#"{"rows":4,"rank":2,"columns":3}"#,
            r#"{"rows":3,"rank":4,"columns":4,"order":4,"components":"gaussian"}"#,
            r#"{"rows":3,"rank":1,"columns":1,"order":2}"#,
        ],
    ),
    ("rayleigh-quotient", &[r#"{"dim":6}"#, r#"{"dim":2,"rotated":false}"#, r#"{"dim":7,"gap":0.5,"rotated":false}"#]),
    (
        "robust-regression",
        &[
            r#"{"samples":40,"dim":5}"#,
            r#"{"samples":40,"dim":5,"loss":"welsch","scale":2}"#,
            r#"{"samples":30,"dim":20,"loss":"cauchy","density":0.2,"ridge":0.1}"#,
        ],
    ),
    (
        "capped-l1-svm",
        &[r#"{"samples":40,"dim":5}"#, r#"{"samples":30,"dim":8,"density":0.3,"weight":0.001,"cap":0.5}"#],
    ),
    (
        "mlp",
        &[
            r#"{"data":"synthetic","samples":40,"dim":3,"classes":3,"hidden":[5,4]}"#,
            r#"{"data":"synthetic","samples":20,"dim":9,"density":0.3,"classes":2,"hidden":[3],"activation":"softplus","ridge":0.1}"#,
            r#"{"data":"synthetic","samples":35,"dim":5,"classes":3,"hidden":[]}"#,
        ],
    ),
    ("scad-regression", &[r#"{"samples":20,"dim":30,"nonzeros":3}"#, r#"{"data":"diabetes","shape":2.5}"#]),
    ("mcp-regression", &[r#"{"samples":20,"dim":30,"nonzeros":3}"#, r#"{"data":"diabetes","shape":0.5}"#]),
    (
        "matrix-completion",
        &[
            r#"{"rows":5,"cols":4,"rank":2,"entries":14}"#,
            r#"{"rows":4,"cols":4,"rank":1,"entries":12,"balance":0,"noise":0.1}"#,
            r#"{"rows":4,"cols":6,"rank":2,"entries":20,"incoherence":2,"cap":0.9,"balance":0.5,"noise":0.1}"#,
            r#"{"rows":3,"cols":3,"rank":2,"entries":9,"balance":0}"#,
        ],
    ),
    ("matrix-factorization", &[r#"{"rows":5,"rank":3,"columns":2}"#, r#"{"rows":4,"rank":2,"columns":3}"#]),
    (
        "deep-linear-network",
        &[
            r#"{"rows":4,"cols":3,"rank":2,"width":3}"#,
            r#"{"rows":3,"cols":4,"rank":3,"width":2,"depth":2}"#,
            r#"{"rows":2,"cols":3,"rank":2,"width":2,"depth":5}"#,
        ],
    ),
    (
        "blind-deconvolution",
        &[
            r#"{"filter":2,"signal":3,"measurements":20}"#,
            r#"{"filter":3,"signal":2,"measurements":25,"noise":0.1,"start":"spectral"}"#,
            r#"{"filter":3,"signal":2,"measurements":25,"numbers":"real"}"#,
            r#"{"filter":2,"signal":2,"measurements":15,"numbers":"real","noise":0.1,"start":"spectral"}"#,
        ],
    ),
];
