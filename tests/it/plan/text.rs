//! How a plan reads.

use super::*;

fn shown(plan: &Plan, samples: &[Vec<(String, String)>]) -> String {
    let command = "exodial run campaigns/emi.campaign.yaml";
    let text = render(
        plan,
        &Shown {
            offset: UtcOffset::IST,
            samples,
            command: Some(command),
        },
    );
    // `run` shows the plan too, and asks by itself.
    let asking = Shown {
        offset: UtcOffset::IST,
        samples,
        command: None,
    };
    let asking = render(plan, &asking);
    assert!(asking.contains("nothing is dialled yet") && !asking.contains("--approve"));
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
        assert_eq!(line, line.trim_end());
    }
    assert!(text.contains("nothing is dialled"));
    let approval = format!("{command} --approve {}\n", plan.hash);
    assert_eq!(text.ends_with(&approval), plan.forecast.least.calls > 0);
    text
}

#[test]
fn the_text_of_a_plan() {
    let mut house = mixed();
    house.rows.truncate(4);
    house
        .rows
        .extend(fixture::rows(12_427).into_iter().skip(4).take(12_416));
    let next = house.rows.len() as u32;
    house.rows.push(fixture::duplicate(next, 1));
    house.rows.push(row(next + 1, RowFate::Invalid));
    house.campaign.retries = retries();
    house.campaign.whitelist.neutral = Neutral::DndLookup;
    house.campaign.calls_max = Some(20_000);
    house.called = BTreeMap::from([
        (Some(Outcome::NoAnswer), 1120),
        (Some(Outcome::Completed), 640),
        (None, 52),
    ]);
    let request = |nth| CallRequest {
        to: number(nth),
        exophone: number(999_999),
        app_id: "84521".to_owned(),
        ring_timeout: secs(30),
        time_limit: secs(60),
        custom_field: Some(format!("L-{nth}|450")),
        record: None,
        status_callback: None,
    };
    house.samples = (0..9).map(request).collect();
    house.flows = BTreeMap::from([("84521".to_owned(), 12_420)]);
    let plan = house.plan();
    assert_eq!(plan.samples.len(), 5);
    assert!(
        plan.samples.iter().all(|sample| sample.to != number(2)),
        "held by another run"
    );
    let pairs = |sample: &CallRequest| {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        vec![
            pair("From", sample.to.e164()),
            pair("CallerId", sample.exophone.e164()),
            pair(
                "Url",
                "http://my.exotel.com/acme1/exoml/start_voice/84521".to_owned(),
            ),
            pair(
                "CustomField",
                sample.custom_field.clone().unwrap_or_default(),
            ),
        ]
    };
    let samples: Vec<_> = plan.samples.iter().take(2).map(pairs).collect();
    let text = shown(&plan, &samples);
    assert!(!text.contains(&number(0).e164()), "numbers are masked");
    golden::check(&text, "golden/plan.txt");
}

#[test]
fn the_text_of_a_plan_with_pace_pool_and_price() {
    let mut house = house();
    house.rows = fixture::rows(1_000);
    house.flows = BTreeMap::from([("926".to_owned(), 700), ("931".to_owned(), 300)]);
    let campaign = &mut house.campaign;
    campaign.call.pool = Pool::of([number(999_999), number(999_998)]).expect("two");
    campaign.call.time_limit = secs(90);
    campaign.retries = retries();
    campaign.pacing = Pacing {
        rate: Some(40),
        in_progress: Some(30),
        canary: 25,
    };
    campaign.limits.price_per_minute = Money::parse("0.60");
    campaign.limits.cost = Money::parse("1000");
    let plan = house.plan();
    let people: u64 = plan.exophones.iter().map(|(_, people)| people).sum();
    assert_eq!(people, 1_000);
    assert_eq!(plan.forecast.channels, 30, "fewer than the account has");
    // 3,000 calls of two minutes that have begun.
    let cost = plan.cost.as_ref().expect("there is a price");
    assert_eq!(Some(cost.worst), Money::parse("3600"));
    assert_eq!(Some(cost.estimate), Money::parse("600"));
    golden::check(&shown(&plan, &[]), "golden/plan-limits.txt");
}

#[test]
fn a_plan_tells_whom_earlier_runs_called() {
    let mut house = mixed();
    let first = house.plan();
    assert!(!shown(&first, &[]).contains("called before"));
    house.called = BTreeMap::from([
        (None, 1),
        (Some(Outcome::Busy), 1),
        (Some(Outcome::Completed), 2),
    ]);
    let again = house.plan();
    let text = shown(&again, &[]);
    assert!(
        text.contains("  called before: 4 (2 completed, 1 busy, 1 unknown)\n"),
        "{text}"
    );
    assert_eq!(again.hash, first.hash, "it changes no call");
}

#[test]
fn a_plan_warns_when_answers_grow_too_old_before_the_calls() {
    let mut house = house();
    house.campaign.whitelist.max_age = secs(3_600);
    let plan = house.plan();
    let again = plan.forecast.most.again;
    let max_age = secs(3_600);
    assert!(again > 0 && plan.warnings.contains(&Warning::Lapsing { max_age, again }));
    let text = shown(&plan, &[]);
    assert!(text.contains("answers older than 1h are asked for again before a call"));
    assert!(text.contains("`whitelist: { when: ahead }`"), "{text}");
    assert!(text.contains("renew answers that are too old"), "{text}");
    house.campaign.whitelist.when = When::Ahead;
    let ahead = house.plan();
    assert_eq!(ahead.forecast.most.again, 0);
    let is_lapsing = |warning: &Warning| matches!(warning, Warning::Lapsing { .. });
    assert!(!ahead.warnings.iter().any(is_lapsing));
}

#[test]
fn the_text_of_a_simulated_plan_without_people() {
    let mut house = house();
    house.realm = Realm::Simulated;
    house.rows = vec![row(0, RowFate::Invalid)];
    golden::check(&shown(&house.plan(), &[]), "golden/plan-nobody.txt");
}
