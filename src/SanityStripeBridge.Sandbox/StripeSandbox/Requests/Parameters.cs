using System.Globalization;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>Typed reading of a request's parameters; each reader refuses in Stripe's words what it cannot read.</summary>
internal sealed class Parameters(FormNode form, string prefix = "")
{
    public IEnumerable<string> Names => form.Fields.Keys;

    public bool Has(string name) => form[name] is not null;

    /// <summary>Sent as the empty string, which means: unset.</summary>
    public bool Clears(string name) => form[name]?.IsBlank == true;

    public string Path(string name) => prefix.Length == 0 ? name : $"{prefix}[{name}]";

    public StripeErrorException Empty(string name) => Refuse.Empty(Path(name));

    public void Require(string name)
    {
        if (!Has(name))
            throw Refuse.Missing(Path(name));
    }

    public string Text(string name, int max = 5000)
    {
        var node = form[name] ?? throw Refuse.Missing(Path(name));
        if (node.Text is not { } raw)
            throw Refuse.Value("Invalid string: {}", Path(name));
        var text = raw.Trim();
        if (text.Length == 0)
            throw Refuse.Empty(Path(name));
        return Characters(text) <= max ? text : throw Refuse.TooLong(Path(name), text, max);
    }

    public bool Flag(string name) =>
        bool.TryParse(Text(name), out var flag)
            ? flag
            : throw Refuse.Value($"Invalid boolean: {form[name]!.Text}", Path(name));

    public long Integer(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refuse.NotAnInteger(Path(name), form[name]!.Text!);

    public long Amount(string name)
    {
        var amount = Integer(name);
        return amount >= 0 ? amount : throw Refuse.Negative(Path(name));
    }

    public string Choice(string name, params string[] allowed)
    {
        var text = Text(name);
        return allowed.Contains(text)
            ? text
            : throw Refuse.Value(
                $"Invalid {Path(name)}: must be one of {string.Join(", ", allowed[..^1])}, or {allowed[^1]}",
                Path(name)
            );
    }

    public Parameters Map(string name)
    {
        var node = form[name] ?? new FormNode();
        return node.Text is null
            ? new Parameters(node, Path(name))
            : throw Refuse.Value("Invalid object", Path(name));
    }

    /// <summary>The elements of an array, each readable under its own name.</summary>
    public IReadOnlyList<FormNode> Items(string name)
    {
        var node = form[name] ?? new FormNode();
        return node.Text is null ? [.. node.Fields.Values] : throw Refuse.Value("Invalid array", Path(name));
    }

    public IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Select(item => item.Text ?? throw Refuse.Value("Invalid string: {}", Path(name)))];

    public IReadOnlyDictionary<string, FormNode> Fields(string name) =>
        form[name] is { Text: null } node ? node.Fields : new Dictionary<string, FormNode>();

    /// <summary>Characters as the limits count them: one of two halves is none.</summary>
    internal static int Characters(string text) => text.EnumerateRunes().Count();
}
