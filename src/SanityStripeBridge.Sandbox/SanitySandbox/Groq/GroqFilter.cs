namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>
/// The conditions of a query that starts with <c>*[…]</c>, apart from everything behind them: what a listener is asked about one
/// document. Order, slices and projections play no part.
/// </summary>
public sealed class GroqFilter
{
    private readonly IReadOnlyList<GroqNode> _conditions;

    private GroqFilter(IReadOnlyList<GroqNode> conditions) => _conditions = conditions;

    /// <exception cref="GroqSyntaxException">Not GROQ, or not a query over all documents.</exception>
    internal static GroqFilter Of(GroqNode query, string text)
    {
        var node = query;
        var conditions = new List<GroqNode>();
        while (true)
        {
            switch (node)
            {
                case GroqNode.Everything:
                    return new GroqFilter(conditions);
                case GroqNode.Order order:
                    node = order.Base;
                    break;
                case GroqNode.Traverse traverse:
                    conditions.AddRange(
                        traverse
                            .Steps.TakeWhile(step => step is GroqStep.Filter)
                            .OfType<GroqStep.Filter>()
                            .Select(filter => filter.Condition)
                    );
                    node = traverse.Base;
                    break;
                default:
                    throw new GroqSyntaxException(
                        "a listener needs a query of the form *[filter]",
                        0,
                        text.Length
                    );
            }
        }
    }

    /// <summary>False for a document that does not exist.</summary>
    internal bool Matches(object? document, GroqContext context) =>
        document is not null
        && _conditions.All(condition =>
            GroqEvaluator.Evaluate(condition, new GroqScope(document, null, context)) is true
        );
}
