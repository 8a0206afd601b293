"""What campaigns really brought: their lift, estimated from the pages' past and from the other pages."""
