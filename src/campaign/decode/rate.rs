//! Rates: requests or calls in a minute, always whole.

use super::{code, text};
use crate::{
    campaign::{
        language::{Fault, Format, Quoting},
        limits::RATE_LIMIT_MAX,
    },
    syntax::Safety,
};

/// A rate at which something happens.
pub(super) const RATE: Format = Format {
    what: "a rate such as `200/min`",
    quoting: Quoting::Usual,
    pattern: "^[1-9][0-9]*/min$",
    check: |text| check(text, 1, "write at least `1/min`"),
};

/// A part of a rate, which may be nothing of it.
pub(super) const RESERVE: Format = Format {
    what: "a rate such as `20/min`, or `0/min`",
    quoting: Quoting::Usual,
    pattern: "^[0-9]+/min$",
    check: |text| check(text, 0, "write at least `0/min`"),
};

/// A rate, or the account's own.
pub(super) const PACE: Format = Format {
    what: "`auto`, or a rate such as `150/min`",
    quoting: Quoting::Usual,
    pattern: "^auto$|^[1-9][0-9]*/min$",
    check: |text| match text {
        "auto" => Ok(()),
        _ => check(text, 1, "write at least `1/min`, or `auto`"),
    },
};

fn check(text: &str, least: u32, at_least: &str) -> Result<(), Fault> {
    let fault = |message: String, help: String| Err(Fault::new(code::VALUE, message, help));
    let instead = |message: String, help: &str, rate: u32| {
        let rate = format!("{rate}/min");
        let fault = Fault::new(code::VALUE, message, format!("{help} `{rate}`"));
        Err(fault.instead(Safety::Unsafe, rate))
    };
    match text::rate(text) {
        Some(rate) if rate > RATE_LIMIT_MAX => instead(
            format!("`{text}` is faster than any account of Exotel's"),
            "write at most",
            RATE_LIMIT_MAX,
        ),
        Some(rate) if rate >= least => Ok(()),
        Some(_) => fault(
            "at this rate nobody would be called".to_owned(),
            at_least.to_owned(),
        ),
        None => {
            let message = format!("`{text}` is not a rate");
            match text::meant_rate(text) {
                // Rounded down: never faster than was meant.
                Some(meant) if meant < least => {
                    fault(message, format!("rates are whole numbers: {at_least}"))
                }
                Some(meant) if meant <= RATE_LIMIT_MAX => instead(message, "write", meant),
                Some(_) => instead(message, "write at most", RATE_LIMIT_MAX),
                None => fault(
                    message,
                    format!(
                        "write how many there may be in a minute, such as `200/min`, at most {RATE_LIMIT_MAX}"
                    ),
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proposed_for_a_rate_is_a_rate() {
        let help = |format: &Format, text| (format.check)(text).expect_err(text).help;
        assert_eq!(help(&PACE, "150"), "write `150/min`");
        assert_eq!(help(&PACE, "3/sec"), "write `180/min`");
        assert_eq!(help(&PACE, "0.5 per second"), "write `30/min`");
        assert_eq!(help(&PACE, "2.9/min"), "write `2/min`");
        assert_eq!(help(&RATE, "6000/hour"), "write `100/min`");
        assert_eq!(help(&RESERVE, "0"), "write `0/min`");
        for slow in ["0.5/min", "0", "30/h"] {
            let help = help(&PACE, slow);
            assert_eq!(
                help, "rates are whole numbers: write at least `1/min`, or `auto`",
                "{slow}"
            );
        }
        assert!(
            help(&RATE, "999999999999/min").ends_with("`"),
            "no number beyond the most"
        );
        assert!(help(&RATE, "fast").contains("such as `200/min`"));
    }
}
