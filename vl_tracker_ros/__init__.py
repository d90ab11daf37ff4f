"""Follow what you are told to follow: vision-language tracking for ROS 2."""

__version__ = '0.1.0'
