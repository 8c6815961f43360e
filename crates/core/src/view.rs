//! What the page asks a [`Session`](crate::Session) for: plain rows, as much as is on the screen.
//!
//! Lines are counted from 1. Columns are counted from 1 in UTF-16 code units, as a browser's editor counts.

mod flow;

use serde::{Deserialize, Serialize};

pub use flow::{FlowBackend, FlowEdge, FlowListener, FlowRule, FlowView};

/// Which part of the output is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputPart {
    /// All of it.
    #[default]
    All,
    /// What the infrastructure provider owns: the GatewayClass.
    InfrastructureProvider,
    /// What the cluster operator owns: Gateways, ListenerSets, ReferenceGrants.
    ClusterOperator,
    /// What application developers own: routes.
    ApplicationDeveloper,
    /// What stands beside the output: policies that only the chosen implementation reads.
    Policies,
    /// What faithful output has and idiomatic output has not, and the other way round. It is no YAML and no JSON.
    Diff,
}

/// How the output is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputFormat {
    /// YAML.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// What an analysis came to, small enough to send after every keystroke.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Whether a document could not be read. The output is then the last good one.
    pub broken: bool,
    /// Per source, in the order given.
    pub sources: Vec<SourceRow>,
    /// How many objects were read, by kind, most frequent first.
    pub kinds: Vec<KindCount>,
    /// The ledger's sums.
    pub ledger: LedgerTotals,
    /// Findings by severity.
    pub problems: ProblemCounts,
    /// Lines, bytes and objects of the output as `part` and `format` have it.
    pub output: OutputSize,
    /// Whether the input holds any Ingress.
    pub has_ingress: bool,
    /// Whether the Gateway side is the input's own route objects (and not our conversion).
    pub gateway_is_given: bool,
    /// Requests worth asking, `GET https://host/path`, the first being the one asked of an untouched page.
    pub suggestions: Vec<String>,
    /// Secrets in the input: their values are in memory only, and left out of drafts, links and exports.
    pub secrets: usize,
    /// Objects beside the output that only the chosen implementation reads.
    pub policies: usize,
    /// Which settings of ingress-nginx are not in the input, so that they can be chosen.
    pub unset: UnsetSettings,
    /// Whether an Ingress is for ingress-nginx: what differs on every way from it is then worth knowing.
    pub has_nginx: bool,
}

/// Which settings of ingress-nginx are not in the input; none without an Ingress that it serves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnsetSettings {
    /// Those of its ConfigMap.
    pub config_map: bool,
    /// Those of its command line.
    pub command_line: bool,
}

/// One source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// Its lines.
    pub lines: u32,
    /// Findings in it.
    pub problems: ProblemCounts,
}

/// How many objects there are of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// How many.
    pub count: usize,
    /// Whether Gatefold gives it a meaning.
    pub is_ours: bool,
}

/// The ledger's sums: `read` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerTotals {
    /// Fields and annotations read.
    pub read: usize,
    /// Those that mean the same in the output.
    pub converted: usize,
    /// Those that mean nearly the same.
    pub approximated: usize,
    /// Those that need a policy of the implementation.
    pub policy: usize,
    /// Those that are not in the output.
    pub dropped: usize,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProblemCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// What is worth knowing.
    pub infos: usize,
}

/// Size of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputSize {
    /// Lines.
    pub lines: u32,
    /// Bytes.
    pub bytes: usize,
    /// Objects.
    pub objects: usize,
}

/// One line of the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutputLine {
    /// Its number.
    pub number: u32,
    /// The line in pieces, each with its class; joined they are the line.
    pub pieces: Vec<(TokenClass, String)>,
    /// Input lines that caused it.
    pub from: Vec<InputLine>,
    /// In a difference, which fidelity has it.
    pub change: Change,
}

/// Which fidelity has a line of their difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Both, or the line is of no difference.
    #[default]
    None,
    /// Neither: it names the object of the lines below it.
    Object,
    /// Idiomatic output only.
    Idiomatic,
    /// Faithful output only.
    Faithful,
}

/// A line of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InputLine {
    /// Which source.
    pub source: u32,
    /// Which line.
    pub line: u32,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenClass {
    /// A mapping's key.
    Key,
    /// A string.
    Text,
    /// A number, boolean or null.
    Literal,
    /// A comment.
    Comment,
    /// Dashes, colons, brackets.
    Punctuation,
    /// White space.
    Space,
}

/// A thread of the fold: what became of an input line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tie {
    /// The input line.
    pub input: InputLine,
    /// The output line; none where the thread ends in the air.
    pub output: Option<u32>,
    /// How it fared.
    pub fate: Fate,
}

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It means the same in the output.
    Converted,
    /// It means nearly the same.
    Approximated,
    /// It needs a policy of the implementation.
    Policy,
    /// It is not in the output.
    Dropped,
}

/// One finding as a row and as a marker of the editor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `GW0203`.
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// `Ingress shop/web`; empty where the text is no object.
    pub object: String,
    /// The field.
    pub field: String,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where; none where there is no place in the input.
    pub place: Option<Place>,
    /// Fixes, as edits of the input's text.
    pub fixes: Vec<ProblemFix>,
}

/// A range of a source or of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Which source; none for the output.
    pub source: Option<u32>,
    /// First line.
    pub line: u32,
    /// Column in it.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

/// A fix that can be applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProblemFix {
    /// What it does.
    pub title: String,
    /// Places and their new text, last place first.
    pub edits: Vec<(Place, String)>,
}

/// What both sides say to a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The request as it was understood, on one line.
    pub request: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// The same as a curl line.
    pub curl: String,
    /// The Ingress side; none without Ingress objects.
    pub ingress: Option<SideAnswer>,
    /// The Gateway API side.
    pub gateway: Option<SideAnswer>,
    /// `same`, `different` or `unknown`; none where a side is missing.
    pub verdict: Option<String>,
    /// The first way in which the two outcomes differ, in words; empty otherwise.
    pub difference: String,
    /// What was taken to exist, in words.
    pub assumptions: Vec<String>,
}

/// One side's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SideAnswer {
    /// `forward`, `redirect`, `respond`, `refuse` or `unknown`.
    pub kind: String,
    /// The outcome in a few characters: `coffee:8080`, `308 https://…`, `404`.
    pub title: String,
    /// Why, in one sentence: what the deciding step says.
    pub reason: String,
    /// Everything else that is true of it, as name and value: backends and shares, what arrives, headers.
    pub facts: Vec<(String, String)>,
    /// Each candidate considered, in order.
    pub trace: Vec<TraceRow>,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceRow {
    /// `won`, `lost` or `applied`.
    pub result: String,
    /// The rule: `Ingress shop/web spec.rules[0].http.paths[1]`; empty for what the controller does by itself.
    pub candidate: String,
    /// Why.
    pub text: String,
    /// Where it is written.
    pub place: Option<Place>,
}

/// What a text is not, when it is not a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskError {
    /// One sentence that says what to write.
    pub message: String,
    /// The character of the text at which it goes wrong.
    pub at: usize,
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerRow {
    /// `Ingress shop/web`.
    pub object: String,
    /// The field.
    pub field: String,
    /// What became of it.
    pub fate: Fate,
    /// Where it went, as `HTTPRoute shop/web spec.rules[0]`.
    pub to: Vec<String>,
    /// The code of the finding that says why; empty where nothing was lost.
    pub code: String,
    /// Where it is written.
    pub place: Option<Place>,
}

/// A page of rows out of a longer list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// How many rows the whole list has.
    pub total: usize,
    /// Where this page begins in it.
    pub start: usize,
    /// The rows.
    pub rows: Vec<T>,
}

/// A link to an Input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    /// The fragment with its `#`; empty when the input is too large for a link.
    pub fragment: String,
    /// Its length in characters.
    pub length: usize,
    /// How it will travel.
    pub size: LinkSize,
    /// How many Secrets had their values taken out.
    pub redacted_secrets: usize,
}

/// How a link of some length travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkSize {
    /// To 2,000 characters: everywhere.
    Fine,
    /// To 8,000: some chats cut it.
    Long,
    /// To 32,000: in a browser's address bar.
    VeryLong,
    /// Past that: a file is better.
    TooLong,
}
