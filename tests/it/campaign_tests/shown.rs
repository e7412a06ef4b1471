//! What is shown of tests elsewhere is so: examples, campaigns to copy, schemas.

use std::fs;

use super::passes;
use crate::project::Project;

const README: &str = include_str!("../../../README.md");
const GUIDE: &str = include_str!("../../../docs/testing.md");

#[test]
fn editors_have_a_schema_of_both_kinds_of_files() {
    let schema = |of: &str| {
        let ended = Project::new().exodial(of);
        ended.says(0, &[]);
        serde_json::from_str::<serde_json::Value>(&ended.out).expect("it is JSON")
    };
    let (campaign, mut tests) = (schema("schema"), schema("schema test"));
    assert_eq!(
        campaign["properties"]["tests"]["items"],
        tests["properties"]["tests"]["items"]
    );
    tests.as_object_mut().map(|tests| tests.remove("$schema"));
    assert_eq!(campaign["$defs"]["test"], tests);
    assert_eq!(schema("schema project")["title"], "exodial project");
}

#[test]
fn the_campaigns_of_the_repository_pass_their_tests() {
    let project = Project::new();
    let root = env!("CARGO_MANIFEST_DIR");
    let ended = project.exodial(&format!("test {root}/campaigns"));
    passes(&ended, ", 0 failed");
    assert!(ended.out.contains("welcome::"), "{ended}");
}

/// What README.md shows is what the program says about the campaign that it shows.
#[test]
fn the_example_of_the_readme_is_real() {
    let fence = |kind: &str, with: &str| {
        let begin = format!("```{kind}\n");
        let blocks = README.split(begin.as_str()).skip(1);
        let mut blocks = blocks.filter_map(|block| block.split("```").next());
        blocks.find(|block| block.contains(with)).expect("a block")
    };
    let project = Project::new();
    fs::remove_file(project.path("exodial.yaml")).expect("it is there");
    project.write("welcome.campaign.yaml", fence("yaml", "retries:"));
    project.write("welcome.campaign_test.yaml", fence("yaml", "\ntests:"));
    let ended = project.exodial("test welcome.campaign_test.yaml");
    ended.says(1, &[]);
    assert!(ended.out.starts_with(fence("text", "FAIL [")), "{ended}");
}

#[test]
fn the_example_of_the_guide_passes() {
    let mut blocks = GUIDE.split("```yaml\n").skip(1);
    let file = blocks
        .next()
        .and_then(|block| block.split("```").next())
        .expect("an example");
    let project = Project::new();
    fs::remove_file(project.path("exodial.yaml")).expect("it is there");
    let campaign = README
        .split("```yaml\n")
        .nth(1)
        .and_then(|block| block.split("```").next());
    project.write("welcome.campaign.yaml", campaign.expect("a campaign"));
    project.write("welcome.campaign_test.yaml", file);
    passes(&project.exodial("test"), "2 tests in 1 file: 2 passed");
}
