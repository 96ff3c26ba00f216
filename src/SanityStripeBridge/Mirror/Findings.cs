using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What a settled family's findings mean for the deliveries that brought them up: one bad document buries its own, not its family's.</summary>
internal static class Findings
{
    /// <summary>Those that end a delivery otherwise than done.</summary>
    public static IReadOnlyList<Finding> Of(FamilyPlan plan) =>
        [.. plan.Findings.Where(finding => finding.Status is CompanionStatus.Error or CompanionStatus.Held)];

    /// <summary>
    /// A document that cannot be mirrored is dead until its next edit; what the gate holds waits for a person. A held
    /// product holds its whole family, because nothing of it was looked at any further.
    /// </summary>
    public static DeliveryEnd EndOf(Delivery delivery, IReadOnlyList<Finding> findings, FamilyMemory family)
    {
        var document = DocumentOf(delivery, family);
        var finding =
            findings.FirstOrDefault(finding => finding.SanityId == document)
            // A delivery of a document is one of its parts too.
            ?? findings.FirstOrDefault(finding =>
                finding.Status == CompanionStatus.Error && PartId.DocumentOf(finding.SanityId) == document
            )
            ?? findings.FirstOrDefault(finding =>
                finding.SanityId == family.Family && finding.Status == CompanionStatus.Held
            );
        return finding?.Status switch
        {
            CompanionStatus.Held => new(delivery.Id, DeliveryState.Held, finding.Message),
            CompanionStatus.Error => new(delivery.Id, DeliveryState.Dead, finding.Message),
            _ => new(delivery.Id, DeliveryState.Done, null),
        };
    }

    private static string? DocumentOf(Delivery delivery, FamilyMemory family) =>
        delivery.Side == Side.Sanity ? delivery.Subject
        : family.Product?.StripeId == delivery.Subject ? family.Family
        : family.DocumentOf(delivery.Subject);
}
