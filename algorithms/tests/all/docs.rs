//! Every family has its page, which names all its methods and shows a picture.

use algorithms::FAMILIES;
use std::fs;
use std::path::Path;

#[test]
fn a_page_a_family_names_every_method() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/algorithms");
    let overview = fs::read_to_string(docs.join("README.md")).expect("docs/algorithms/README.md");
    for family in FAMILIES {
        let name = family.name;
        let page = fs::read_to_string(docs.join(name).with_extension("md")).unwrap_or_else(|e| panic!("{name}: {e}"));
        let absent: Vec<&str> = family
            .algorithms
            .iter()
            .map(|entry| entry.about.name)
            .filter(|name| !page.contains(&format!("`{name}`")))
            .collect();
        assert!(absent.is_empty(), "docs/algorithms/{name}.md does not speak of {}", absent.join(", "));
        assert!(overview.contains(&format!("({name}.md)")), "the overview has no link to {name}.md");
        assert!(page.contains(&format!("]({name}.svg)")), "{name}.md has no picture");
        let picture =
            fs::read_to_string(docs.join(name).with_extension("svg")).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(picture.contains("<svg"), "{name}.svg is no drawing");
    }
}
