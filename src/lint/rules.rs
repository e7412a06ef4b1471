//! Every rule that a finding can name.

/// What of a rule may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// It can be a warning, and then has any level.
    Graded,
    /// It is an error only.
    Fixed,
    /// It is an error that nobody may do without: a person or a secret hangs on it.
    Sealed,
}

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code that its findings show. A code never changes its meaning.
    pub code: &'static str,
    /// What of it may be set.
    pub reach: Reach,
}

const fn graded(code: &'static str) -> Rule {
    let reach = Reach::Graded;
    Rule { code, reach }
}

const fn fixed(code: &'static str) -> Rule {
    let reach = Reach::Fixed;
    Rule { code, reach }
}

const fn sealed(code: &'static str) -> Rule {
    let reach = Reach::Sealed;
    Rule { code, reach }
}

/// Every rule, in the order of the codes.
pub const RULES: &[Rule] = &[
    fixed("EXO001"),
    fixed("EXO002"),
    fixed("EXO003"),
    fixed("EXO004"),
    graded("EXO005"),
    fixed("EXO006"),
    fixed("EXO007"),
    fixed("EXO008"),
    fixed("EXO011"),
    fixed("EXO101"),
    fixed("EXO102"),
    fixed("EXO103"),
    fixed("EXO104"),
    fixed("EXO105"),
    fixed("EXO106"),
    fixed("EXO108"),
    fixed("EXO109"),
    fixed("EXO110"),
    fixed("EXO111"),
    fixed("EXO190"),
    fixed("EXO201"),
    fixed("EXO202"),
    fixed("EXO205"),
    fixed("EXO207"),
    fixed("EXO209"),
    fixed("EXO210"),
    fixed("EXO212"),
    fixed("EXO217"),
    fixed("EXO301"),
    fixed("EXO304"),
    fixed("EXO305"),
    graded("EXO306"),
    graded("EXO308"),
    fixed("EXO310"),
    fixed("EXO311"),
    fixed("EXO317"),
    fixed("EXO320"),
    fixed("EXO401"),
    fixed("EXO402"),
    graded("EXO403"),
    fixed("EXO404"),
    fixed("EXO405"),
    fixed("EXO406"),
    fixed("EXO408"),
    graded("EXO409"),
    graded("EXO410"),
    graded("EXO411"),
    graded("EXO412"),
    graded("EXO413"),
    graded("EXO414"),
    graded("EXO415"),
    graded("EXO416"),
    graded("EXO420"),
    graded("EXO422"),
    fixed("EXO423"),
    fixed("EXO426"),
    fixed("EXO427"),
    fixed("EXO428"),
    fixed("EXO429"),
    fixed("EXO430"),
    fixed("EXO431"),
    fixed("EXO440"),
    graded("EXO441"),
    fixed("EXO442"),
    fixed("EXO443"),
    fixed("EXO444"),
    fixed("EXO445"),
    fixed("EXO446"),
    fixed("EXO447"),
    graded("EXO448"),
    fixed("EXO449"),
    graded("EXO450"),
    fixed("EXO451"),
    graded("EXO452"),
    fixed("EXO501"),
    fixed("EXO502"),
    fixed("EXO503"),
    fixed("EXO505"),
    fixed("EXO506"),
    graded("EXO510"),
    fixed("EXO511"),
    fixed("EXO604"),
    sealed("EXO606"),
    graded("EXO611"),
    fixed("EXO614"),
    fixed("EXO615"),
    fixed("EXO616"),
    sealed("EXO801"),
    sealed("EXO802"),
    fixed("EXO803"),
    fixed("EXO808"),
    fixed("EXO809"),
    fixed("EXO810"),
    fixed("EXO811"),
    fixed("EXO812"),
    fixed("EXO813"),
    fixed("EXO903"),
    graded("EXO907"),
];

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}
